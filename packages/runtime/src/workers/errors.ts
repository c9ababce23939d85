/** A worker did not get to the end of its job. The message never holds anything of the job. */
export class WorkerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The worker was ended by something else than its pool: `the render ended abnormally (SIGSEGV)`. */
export class WorkerEndedError extends WorkerError {}

/** The job needed more memory than it may have. */
export class WorkerMemoryError extends WorkerError {}

/** The job took longer than it may. */
export class WorkerTimeoutError extends WorkerError {}

/** The pool was stopped. */
export class WorkerStoppedError extends WorkerError {}

/** The job holds something that no other thread can be given. */
export class WorkerRequestError extends WorkerError {}
