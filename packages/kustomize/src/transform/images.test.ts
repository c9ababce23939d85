import { splitImage } from './images';

describe('splitImage', () => {
  it.each([
    ['nginx', 'nginx', '', ''],
    ['nginx:1', 'nginx', '1', ''],
    ['nginx@sha256:ab', 'nginx', '', 'sha256:ab'],
    ['nginx:1@sha256:ab', 'nginx', '1', 'sha256:ab'],
    ['host:5000/a/nginx', 'host:5000/a/nginx', '', ''],
    ['host:5000/a/nginx:1', 'host:5000/a/nginx', '1', ''],
  ])('%s', (image, name, tag, digest) => {
    expect(splitImage(image)).toEqual({ name, tag, digest });
  });
});
