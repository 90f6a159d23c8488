// Does the parts S3 can't: pages of folders, addresses without their slash, and the compressed copies next to the files. It
// runs at the edge before the cache lookup, as a CloudFront function for viewer requests (runtime cloudfront-js-2.0).

// Files named by the build and `publish` always have a `.br` and a `.gz`. Others, such as a search engine's
// verification page, may not; CloudFront compresses those itself.
const COMPRESSED = /\/(?:(?:index|404)\.html|(?:page|guard|wall|admin)-[0-9a-f]{16}\.(?:css|js|wasm))$/;

function handler(event) {
  const request = event.request;
  const name = request.uri.slice(request.uri.lastIndexOf("/") + 1);

  // Every file of a site has a dot in its name, so this is a folder or doesn't exist. The redirect is relative because the
  // site may be below any path.
  if (name !== "" && !name.includes(".")) {
    return {
      statusCode: 308,
      statusDescription: "Permanent Redirect",
      headers: {
        location: { value: `./${name}/${query(request.querystring)}` },
        "cache-control": { value: "no-cache" },
      },
    };
  }
  if (name === "") request.uri += "index.html";

  if (COMPRESSED.test(request.uri)) {
    const accepted = acceptedEncodings(request.headers["accept-encoding"]);
    if (accepted.includes("br")) request.uri += ".br";
    else if (accepted.includes("gzip")) request.uri += ".gz";
  }
  return request;
}

function acceptedEncodings(header) {
  const offers = header ? header.value.toLowerCase().split(",") : [];
  const isTaken = (offer) => !/;\s*q=0(?:\.0*)?\s*$/.test(offer);
  return offers.filter(isTaken).map((offer) => offer.split(";")[0].trim());
}

function query(values) {
  const pairs = [];
  for (const key in values) {
    const all = values[key].multiValue || [values[key]];
    for (const one of all) pairs.push(one.value === "" ? key : `${key}=${one.value}`);
  }
  return pairs.length ? `?${pairs.join("&")}` : "";
}
