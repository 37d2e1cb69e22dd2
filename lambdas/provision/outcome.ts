/** What a step did with one thing that has to exist. */
export type StepOutcome = 'created' | 'updated' | 'unchanged';

/** What a step provided: the outcome by the name of the thing. */
export type Provided = readonly (readonly [thing: string, outcome: StepOutcome])[];
