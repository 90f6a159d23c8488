import { sample } from "../support/api";
import { Server } from "../support/server";
import { expect, test as usual } from "../support/test";
import { text } from "../support/text";

/** The companion is a proxy to another one's API. */
const test = usual.extend<{ behind: Server }>({
  behind: async ({ config }, use) => {
    const behind = await Server.start(config);
    await use(behind);
    await behind.dispose();
  },

  server: async ({ config, behind }, use, info) => {
    const server = await Server.inFrontOf(behind, config);
    await use(server);
    await server.dispose();
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
  },
});

test.use({ config: { title: "Acme Status" } });

test("an incident from its creation to its resolution, through the proxy to another API", async ({ admin, server, visitor }) => {
  await visitor.visit();
  await expect(visitor.banner).toHaveAttribute("data-overall", "operational");
  await expect(visitor.banner).toHaveAttribute("data-source", "live");
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");

  await admin.open();
  await admin.signInWithPair(await server.keyPair());
  const { name, incidentImpact: impact, incidentStatus: status, entry } = sample;
  await admin.create({ name, impact, status, message: entry.message });
  await expect(admin.notices).toContainText(text.admin.done("created", { name }));

  await visitor.refreshed();
  await expect(visitor.banner).toHaveAttribute("data-overall", "minor");
  await expect(visitor.banner).toHaveAttribute("data-fresh", "true");
  await expect(visitor.page.getByText(entry.message)).toBeVisible();

  await admin.beginUpdate(name);
  await admin.write({ status: "resolved", message: "Signups work again." });
  await admin.button(text.admin.form("post")).click();
  await expect(admin.notices).toContainText(text.admin.done("resolved", { name }));
  await visitor.refreshed();
  await expect(visitor.banner).toHaveAttribute("data-overall", "operational");

  await admin.askDelete(name);
  await admin.button(text.admin.deletion("confirm")).click();
  await expect(admin.notices).toContainText(text.admin.done("deleted", { name }));
  await visitor.refreshed();
  await expect(visitor.page.getByText(name)).toHaveCount(0);
});
