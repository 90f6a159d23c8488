// What S3 does not do, at the edge, before the cache is asked (a CloudFront function for viewer requests, runtime
// cloudfront-js-2.0): pages of folders, addresses without their slash, and the compressed copies beside the files.

// What the build and `publish` name themselves always has a `.br` and a `.gz`. Of nothing else is that known, such as a
// page that a search engine wants to find; CloudFront compresses the rest itself.
const COMPRESSED = /\/(?:(?:index|404)\.html|(?:page|guard|admin)-[0-9a-f]{16}\.(?:css|js|wasm))$/;

function handler(event) {
  const request = event.request;
  const name = request.uri.slice(request.uri.lastIndexOf("/") + 1);

  // No file of a site is without a dot, so this is a folder, or nothing. Relative: the site may be below any path.
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
