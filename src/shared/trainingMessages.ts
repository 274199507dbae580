/** What the training panel and its page say to each other. Pictures are URIs. */

import * as z from 'zod/mini';

const text = z.string();
const number = z.number();
const optionalText = z.optional(text);
const optionalNumber = z.optional(number);
const figures = z.record(text, number);
const nothing = z.object({});

/** Where a training stands. `elsewhere`: it is written to, but not by this window. `left`: it neither goes on nor has ended. */
export const TRAINING_STATES = ['running', 'paused', 'stopping', 'elsewhere', 'left', 'ended', 'failed'] as const;
export type TrainingState = (typeof TRAINING_STATES)[number];

const trainingSummary = z.object({
  /** Absolute path of its folder. */
  id: text,
  name: text,
  state: z.enum(TRAINING_STATES),
  steps: number,
  /** The score of its best examination over that of its first; less is better. */
  gain: optionalNumber,
});
export type TrainingSummary = z.output<typeof trainingSummary>;

const curves = z.object({ steps: z.array(number), values: z.record(text, z.array(z.nullable(number))) });

const trainingRun = z.object({
  ...trainingSummary.shape,
  references: z.array(text),
  judge: text,
  provider: text,
  minutes: number,
  /** The budget's. */
  mostSteps: optionalNumber,
  seconds: number,
  /** Steps in a second. */
  speed: optionalNumber,
  /** Of the budget, 0…1. */
  progress: number,
  setbacks: number,
  /** Why it ended. */
  ended: optionalText,
  /** Why it failed, in words. */
  problem: optionalText,
  /** Of each layer, as solved for. */
  weights: z.optional(figures),
  curves,
  examinations: z.array(z.object({ step: number, figures, samples: z.array(text) })),
  /** Path of the pack, as the workspace names it. */
  output: text,
  /** Whether the pack is there. */
  hasPack: z.boolean(),
  /** Whether it can go on from a checkpoint. */
  canContinue: z.boolean(),
});
export type TrainingRun = z.output<typeof trainingRun>;

const trainingModel = z.object({
  /** Newest first. */
  runs: z.array(trainingSummary),
  shown: z.optional(trainingRun),
  /** Laid over it. */
  other: z.optional(trainingRun),
  /** Whether anything may be done, or only looked at. */
  trusted: z.boolean(),
  words: z.optional(z.record(text, text)),
});
export type TrainingModel = z.output<typeof trainingModel>;

/** The name under which the page remembers which runs it shows. */
export const TRAININGS_SHOWN = 'trainings';

const one = z.object({ id: text });

/** From the page to the panel. */
export const TRAINING_PAGE_MESSAGES = {
  requests: {
    /** Shows these from now on; what is left out stays, and the newest is shown where nothing was asked for. */
    training: {
      params: z.object({ shown: optionalText, other: z.optional(z.nullable(text)) }),
      result: trainingModel,
    },
    pause: { params: z.object({ id: text, paused: z.boolean() }), result: nothing },
    /** Ends it; a pack of what was learnt is written. */
    stop: { params: one, result: nothing },
    /** Goes on from the last checkpoint. */
    continue: { params: one, result: nothing },
    /** Makes the pack a style of the manifest. */
    use: { params: one, result: nothing },
  },
  notifications: {},
};

/** From the panel to the page. */
export const TRAINING_PANEL_MESSAGES = { requests: {}, notifications: { show: trainingModel } };
