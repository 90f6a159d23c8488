//! The web server of the tests.

use super::browser::named;
use super::debian;
use crate::failure::Failure;
use crate::output::Output;
use crate::run;
use std::path::{Path, PathBuf};

/// An nginx that can serve brotli files, for tests of `deploy/nginx`.
#[derive(Clone, Debug)]
pub struct Nginx {
    /// Its program.
    pub program: PathBuf,
    /// The module that serves `.br` files.
    pub brotli: PathBuf,
}

const MODULE: &str = "ngx_http_brotli_static_module.so";

impl Nginx {
    /// Finds or installs both.
    pub fn prepare(out: &Output) -> Result<Self, Failure> {
        let (program, brotli) = Self::find()?;
        if let Some(nginx) = Self::of(program.clone(), brotli) {
            return Ok(nginx);
        }
        if debian::can_install() {
            debian::install_idle(
                &["nginx-light", "libnginx-mod-http-brotli-static"],
                // An nginx that was installed before keeps its service.
                program.is_none().then_some("nginx.service"),
                "a web server for the tests",
                out,
            )?;
        }
        let (program, brotli) = Self::find()?;
        Self::of(program, brotli).ok_or_else(|| {
            Failure::new("nginx or its brotli module is missing; the tests serve the site with deploy/nginx.").next(
                "Install both (on Debian, as root: apt-get install nginx-light libnginx-mod-http-brotli-static), or \
                 set NGINX to the program and NGINX_BROTLI to the module. Then try again.",
            )
        })
    }

    fn of(program: Option<PathBuf>, brotli: Option<PathBuf>) -> Option<Self> {
        program.zip(brotli).map(|(program, brotli)| Self { program, brotli })
    }

    fn find() -> Result<(Option<PathBuf>, Option<PathBuf>), Failure> {
        let first = |files: &[&str]| files.iter().map(PathBuf::from).find(|file| file.is_file());
        // `/usr/sbin` often isn't on `PATH`.
        let program = || run::on_path("nginx").or_else(|| first(&["/usr/sbin/nginx", "/usr/local/sbin/nginx"]));
        let folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/lib"];
        let module = || {
            let modules = folders.iter().map(|folder| Path::new(folder).join("nginx/modules").join(MODULE));
            modules.into_iter().find(|module| module.is_file())
        };
        Ok((named("NGINX")?.or_else(program), named("NGINX_BROTLI")?.or_else(module)))
    }
}
