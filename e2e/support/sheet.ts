import type { Browser } from "@playwright/test";

/** A picture of a page, and how it was taken. */
export interface Shot {
  label: string;
  /** A PNG. */
  picture: Buffer;
  /** Its width in CSS pixels. */
  width: number;
}

/** The width of a sheet. */
const WIDTH = 1_600;
const GAP = 16;

/** The most of a picture that a sheet shows, in pixels of the sheet. */
const TALLEST = 2_400;

const escaped = (text: string) => text.replace(/[&<]/g, (sign) => (sign === "&" ? "&amp;" : "&lt;"));

/** Puts pictures next to each other on one, each below its label. All are scaled alike, so that sizes can be compared. */
export async function sheet(browser: Browser, title: string, shots: Shot[]): Promise<Buffer> {
  const sum = shots.reduce((sum, { width }) => sum + width, 0);
  const scale = Math.min(1, (WIDTH - GAP * (shots.length + 1)) / sum);
  const figures = shots.map(({ label, picture, width }) => {
    const source = `data:image/png;base64,${picture.toString("base64")}`;
    return `<figure><figcaption>${escaped(label)}</figcaption><div><img src="${source}" width="${Math.floor(width * scale)}" alt=""></div></figure>`;
  });
  // The document belongs to nobody's site and isn't watched.
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 100 } });
  await page.setContent(`<!DOCTYPE html><style>
    body { margin: ${GAP}px; font: 15px system-ui, sans-serif; background: #777; color: #fff; }
    h1 { margin: 0 0 12px; font-size: 20px; }
    main { display: flex; align-items: start; gap: ${GAP}px; }
    figure { margin: 0; }
    figcaption { margin-bottom: 6px; }
    div { max-height: ${TALLEST}px; overflow: hidden; }
    img { display: block; }
  </style><h1>${escaped(title)} · ${Math.round(scale * 100)} %</h1><main>${figures.join("")}</main>`);
  const picture = await page.screenshot({ fullPage: true });
  await page.context().close();
  return picture;
}
