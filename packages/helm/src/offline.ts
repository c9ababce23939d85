/** What needs no cluster: charts, values and rendering. A program that is started often loads this alone. */
export * from './action/check-chart';
export * from './action/render-chart';
export * from './action/template';
export * from './capabilities';
export * from './chart';
export * from './values';
export * from './engine';
export * from './repository/index-file';
