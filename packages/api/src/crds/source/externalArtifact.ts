import { ageColumn, column, define, readyColumns } from '../definition';
import { artifact, reportedStatus } from '../fields';
import { object, string } from '../schema';
import { sourceKinds } from './group';

export const externalArtifactCrd = define({
  ...sourceKinds,
  kind: 'ExternalArtifact',
  plural: 'externalartifacts',
  shortNames: ['ea'],
  description: 'An artifact that somebody else produces and stores.',
  columns: [
    ageColumn,
    ...readyColumns,
    column('Source', '.spec.sourceRef.name'),
  ],
  spec: object('Where the artifact comes from.', {
    sourceRef: object('The object that it was made for.', {
      apiVersion: string('API version of the object.'),
      'kind!': string('Kind of the object.'),
      'name!': string('Name of the object.'),
      namespace: string('Namespace of the object.'),
    }),
  }),
  status: reportedStatus({ artifact: artifact('The newest artifact.') }),
});
