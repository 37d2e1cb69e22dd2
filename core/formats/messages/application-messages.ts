import { type EventFields, type MessageGroup, type MessageRow, programEvent } from './message-row.ts';

const accepted = (action: string): EventFields =>
  programEvent(['authentication', 'session'], ['info'], action, 'success');
const refused = (action: string): EventFields => programEvent(['authentication'], ['info'], action, 'failure');

/** What an event of Keycloak says, each value in quotes since 22: the name that was typed is among the details, if any was. */
function keycloakRows(type: string, event: EventFields): readonly MessageRow[] {
  return ['"', ''].flatMap((quote): readonly MessageRow[] => {
    const from = `type=${quote}${type}${quote}, realmId=${quote}%{words}, ipAddress=${quote}%{peer}${quote}`;
    const named = `${from}, %{words}, username=${quote}%{user}${quote}`;
    return [
      { pattern: `${named}, authSessionParentId=%{words}`, event },
      { pattern: named, event },
      { pattern: `${from}, %{words}`, event },
    ];
  });
}

/** JBossLoggingEventListenerProvider.java of Keycloak, which the default configuration logs warnings of. */
const keycloak: MessageGroup = {
  programs: ['org.keycloak.events', 'org.key.events'],
  rows: [
    ...keycloakRows('LOGIN_ERROR', refused('keycloak_login')),
    ...keycloakRows('LOGIN', accepted('keycloak_login')),
  ],
};

/** `_login` of Odoo's res_users.py; before 18 with the name of the database. */
const odoo: MessageGroup = {
  programs: [
    'odoo.addons.base.models.res_users',
    'odoo.addons.base.res.res_users',
    'openerp.addons.base.res.res_users',
  ],
  rows: [' db:%{word}', ''].flatMap((database): readonly MessageRow[] => [
    { pattern: `Login failed for${database} login:%{user} from %{peer}`, event: refused('odoo_login') },
    { pattern: `Login successful for${database} login:%{user} from %{peer}`, event: accepted('odoo_login') },
  ]),
};

const AXES_CLIENT = '{username: "%{user}", ip_address: "%{peer}", %{words}';

/** handlers/database.py, handlers/cache.py and helpers.py (`get_client_str`) of django-axes. */
const djangoAxes: MessageGroup = {
  programs: ['axes.handlers.database', 'axes.handlers.cache'],
  rows: ['AXES: New login failure by', 'AXES: Repeated login failure by'].map((what) => ({
    pattern: `${what} ${AXES_CLIENT}`,
    event: refused('django_login'),
  })),
};

/** `_password_login` in src/api/identity.rs of Vaultwarden. */
const vaultwarden: MessageGroup = {
  programs: ['vaultwarden::api::identity', 'bitwarden_rs::api::identity'],
  rows: [
    {
      pattern: 'Username or password is incorrect. Try again. IP: %{client}. Username: %{user}.',
      event: refused('vaultwarden_login'),
    },
  ],
};

/** Messages of applications about those who sign in to them, by the name of the logger. */
export const applicationGroups: readonly MessageGroup[] = [keycloak, odoo, djangoAxes, vaultwarden];
