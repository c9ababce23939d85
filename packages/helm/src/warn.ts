/** How a warning is logged. */
export interface WarnDetails {
  /** Default `INFO`. */
  level?: 'INFO' | 'WARN';
  /** What the log tells besides, in its order. */
  fields?: Readonly<Record<string, string>>;
}

/** Told what Helm would log. */
export type Warn = (message: string, details?: WarnDetails) => void;
