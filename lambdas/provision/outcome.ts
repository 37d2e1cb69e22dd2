/** What a step did with one thing that has to exist. */
export type Outcome = 'created' | 'updated' | 'unchanged';
