/** Bounds of what is read of a chart, in bytes. */
export interface ChartLimits {
  /** Of one file; default 5 MiB. */
  maxFileSize: number;
  /** Of all files of one archive; default 100 MiB. */
  maxChartSize: number;
  /** Of all files of an archive and of the archives in it; Helm has no such bound; default 256 MiB. */
  maxTotalSize: number;
  /** Of files in an archive or directory; Helm has no such bound; default 100,000. */
  maxFiles: number;
  /** Of archives within archives; Helm has no such bound; default 10. */
  maxDepth: number;
}

export const defaultLimits: ChartLimits = {
  maxFileSize: 5 * 1024 * 1024,
  maxChartSize: 100 * 1024 * 1024,
  maxTotalSize: 256 * 1024 * 1024,
  maxFiles: 100_000,
  maxDepth: 10,
};
