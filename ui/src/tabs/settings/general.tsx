// What was set in Clockify, which is changed there.
import { api } from "../../api/client";
import type { Setting, Settings } from "../../api/types/settings";
import { Failure, useLoad, Waiting } from "../../components";
import { number } from "../../locale";
import { me } from "../../me";
import { shell } from "../../strings";
import { t } from "./strings";

export function General() {
  const settings = useLoad((signal) => api.get<Settings>("settings", { signal }), []);
  const who = me.value;
  return (
    <div class="grid">
      <section class="card" aria-labelledby="settings-in-clockify">
        <h3 id="settings-in-clockify">{t("in_clockify")}</h3>
        <p class="muted">{t("in_clockify_hint")}</p>
        <Failure problem={settings.problem} />
        {settings.value === null && settings.isLoading && <Waiting label={shell("loading")} />}
        {settings.value?.tabs.length === 0 && <p>{t("no_settings")}</p>}
        {settings.value?.tabs.map((tab) => (
          <div class="stack" key={tab.id}>
            <h4>{tab.name}</h4>
            <dl class="facts">
              {tab.settings.map((setting) => [
                <dt key={setting.id}>{setting.name}</dt>,
                <dd key={`${setting.id}-value`}>{value(setting)}<p class="hint">{setting.description}</p></dd>,
              ])}
            </dl>
          </div>
        ))}
      </section>
      {who !== null && (
        <section class="card" aria-labelledby="settings-about">
          <h3 id="settings-about">{t("about")}</h3>
          <dl class="facts">
            <dt>{t("addon")}</dt>
            <dd>{who.name}</dd>
            <dt>{t("version")}</dt>
            <dd>{who.version}</dd>
            <dt>{t("workspace")}</dt>
            <dd><code>{who.workspace}</code></dd>
            <dt>{t("role")}</dt>
            <dd>{who.role}</dd>
          </dl>
        </section>
      )}
    </div>
  );
}

function value(setting: Setting): string {
  const text = typeof setting.value === "boolean" ? t(setting.value ? "on" : "off") : number(setting.value);
  return setting.is_set ? text : t("by_default", { value: text });
}
