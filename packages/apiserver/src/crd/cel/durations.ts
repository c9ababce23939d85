import { Environment } from '@marcbachmann/cel-js';

type Evaluate = (context: { text: string }) => unknown;

let evaluate: Evaluate | undefined;

/** The engine's own duration; the text itself when it is none. */
export function toDuration(text: string): unknown {
  evaluate ??= new Environment()
    .registerVariable('text', 'string')
    .parse('duration(text)');
  try {
    return evaluate({ text });
  } catch (error) {
    if (error instanceof Error && error.name === 'EvaluationError') {
      return text;
    }
    throw error;
  }
}
