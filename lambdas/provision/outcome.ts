/** What a step did with one resource. */
export type StepOutcome = 'created' | 'updated' | 'unchanged';

/** What a step provisioned: outcomes by the name of the resource. */
export type Provided = readonly (readonly [thing: string, outcome: StepOutcome])[];
