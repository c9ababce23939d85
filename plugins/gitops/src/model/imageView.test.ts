import { imageView } from './imageView';

const image = (text: string) =>
  imageView({
    container: 'Deployment/web · main',
    image: text,
    rolledOut: true,
  });

describe('imageView', () => {
  it.each([
    ['registry.example.com:5000/shop/web:1.2.3', 'web', '1.2.3'],
    ['nginx', 'nginx', 'latest'],
    ['registry.example.com:5000/web', 'web', 'latest'],
    [`web@sha256:${'0123456789abcdef'.repeat(4)}`, 'web', '01234567'],
    [`web:1.0@sha256:${'0123456789abcdef'.repeat(4)}`, 'web', '1.0'],
  ])('%s', (text, repository, version) => {
    expect(image(text)).toEqual({ repository, version });
  });
});
