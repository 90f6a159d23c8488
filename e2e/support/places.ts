import path from "node:path";

/** The root of the repository. */
export const root = path.join(__dirname, "../..");

/** The path that `cargo xtask test` gives, otherwise its default. */
const place = (variable: string, usual: string) => process.env[variable] ?? usual;

/** The companion. */
export const program = place("STATUSPANE_BIN", path.join(root, "target/debug/statuspane"));

/** The release bundle of both pages. */
export const bundle = place("STATUSPANE_DIST", path.join(root, "dist"));

/** The browser. */
export const chromium = place("CHROMIUM", "/usr/bin/chromium");

/** The web server, and its module for brotli. */
export const nginx = place("STATUSPANE_NGINX", "/usr/sbin/nginx");
export const nginxBrotli = place("STATUSPANE_NGINX_BROTLI", "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so");

/** The other engines: Firefox, the driver of WebKitGTK, and the display that WebKitGTK draws on. */
export const firefox = place("STATUSPANE_FIREFOX", "/usr/bin/firefox-esr");
export const webkitDriver = place("STATUSPANE_WEBKIT_DRIVER", "/usr/bin/WebKitWebDriver");
export const xvfb = place("STATUSPANE_XVFB", "/usr/bin/Xvfb");

/** The repository's files for a kind of host. */
export const deployed = (host: string) => path.join(root, "deploy", host);

/** The documented requests and answers. */
export const fixtures = path.join(root, "tests/fixtures");
