import { ageColumn, column, define, readyColumns } from '../definition';
import { artifact, duration, reconciledStatus } from '../fields';
import { boolean, list, object, oneOf, string } from '../schema';
import { sourceKinds } from './group';
import { ociVerification } from './verification';

export const helmChartCrd = define({
  ...sourceKinds,
  kind: 'HelmChart',
  plural: 'helmcharts',
  shortNames: ['hc'],
  description: 'A Helm chart taken from another source.',
  columns: [
    column('Chart', '.spec.chart'),
    column('Version', '.spec.version'),
    column('Source Kind', '.spec.sourceRef.kind'),
    column('Source Name', '.spec.sourceRef.name'),
    ageColumn,
    ...readyColumns,
  ],
  spec: object(
    'Which chart, and how often to look.',
    {
      'chart!': string('Name of the chart, or its folder in the source.'),
      ignoreMissingValuesFiles: boolean(
        'Go on when a values file does not exist.',
      ),
      'interval!': duration('How often the source is looked at.'),
      reconcileStrategy: oneOf(
        'What counts as a new artifact.',
        ['ChartVersion', 'Revision'],
        { default: 'ChartVersion' },
      ),
      'sourceRef!': object('Where the chart comes from.', {
        apiVersion: string('API version of the source.'),
        'kind!': oneOf('Kind of the source.', [
          'HelmRepository',
          'GitRepository',
          'Bucket',
        ]),
        'name!': string('Name of the source.'),
      }),
      suspend: boolean('Do nothing until this is false.'),
      valuesFiles: list(
        'Values files to merge into the chart, in order.',
        string('A path in the source.'),
      ),
      verify: ociVerification(),
      version: string('A version or a range of versions.', { default: '*' }),
    },
    {
      'x-kubernetes-validations': [
        {
          message:
            "spec.verify is only supported when spec.sourceRef.kind is 'HelmRepository'",
          rule: "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'",
        },
      ],
    },
  ),
  status: reconciledStatus({
    artifact: artifact('The newest chart.'),
    observedChartName: string('Name of the chart.'),
    observedSourceArtifactRevision: string('Revision of the source.'),
    observedValuesFiles: list(
      'The values files that were merged.',
      string('A path in the source.'),
    ),
    url: string('Address of the newest chart.'),
  }),
});
