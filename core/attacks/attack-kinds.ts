/** What an attack string is written for, in the order in which documents name them. */
export const attackKinds = ['sql', 'script', 'traversal', 'template', 'jndi', 'command'] as const;

/** One of them. */
export type AttackKind = (typeof attackKinds)[number];

/** A technique of MITRE ATT&CK for Enterprise. */
export interface Technique {
  readonly id: string;
  readonly name: string;
}

/** https://attack.mitre.org/techniques/T1190/: bugs of a server that faces the internet, SQL injection among them. */
const exploit: Technique = { id: 'T1190', name: 'Exploit Public-Facing Application' };
/** https://attack.mitre.org/techniques/T1189/: a site's visitors are reached through it, by cross-site scripting among others. */
const driveBy: Technique = { id: 'T1189', name: 'Drive-by Compromise' };

/** What MITRE ATT&CK calls an attack of each kind. */
export const techniques: Readonly<Record<AttackKind, Technique>> = {
  sql: exploit,
  script: driveBy,
  traversal: exploit,
  template: exploit,
  jndi: exploit,
  command: exploit,
};
