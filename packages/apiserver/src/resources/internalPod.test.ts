import { internalPodTemplate } from './internalPod';

describe('pod templates in the words of the API server', () => {
  it('prints the keys of maps in order', () => {
    const template = {
      metadata: { labels: { b: '1', a: '2', 'a.b/c': '3' } },
      spec: {},
    };
    expect(JSON.stringify(internalPodTemplate(template))).toMatch(
      /^\{"labels":\{"a":"2","a\.b\/c":"3","b":"1"\},"Spec":\{"Volumes":null,/,
    );
  });
});
