import { ProxiedSignInPage } from '@backstage/core-components';
import type { SignInPageProps } from '@backstage/core-plugin-api';
import {
  Button,
  Card,
  CardBody,
  CardFooter,
  CardHeader,
  Container,
  Flex,
  Grid,
  Text,
} from '@backstage/ui';
import { useState } from 'react';
import {
  Persona,
  choosePersona,
  chosenPersona,
  forgetPersona,
  personas,
} from './personas';

/**
 * The demo's sign-in: choose who to act as. The choice is kept in this browser; signing out (settings) forgets it.
 */
export function PersonaSignInPage(props: SignInPageProps) {
  const [persona, setPersona] = useState<Persona | undefined>(chosenPersona);

  if (persona) {
    return (
      <ProxiedSignInPage
        {...props}
        provider="demo"
        headers={{ 'x-sluice-demo-persona': persona.name }}
        onSignInSuccess={identity => {
          const signOut = identity.signOut.bind(identity);
          identity.signOut = async () => {
            forgetPersona();
            await signOut();
            window.location.assign('/');
          };
          props.onSignInSuccess(identity);
        }}
      />
    );
  }
  return (
    <Container>
      <Flex direction="column" gap="6" py="8">
        <Flex direction="column" gap="2">
          <Text as="h1" variant="title-large">
            Sluice demo
          </Text>
          <Text as="p" variant="body-large" color="secondary">
            Whose eyes do you want to look through?
          </Text>
        </Flex>
        <Grid.Root columns={{ initial: '1', sm: '3' }} gap="4">
          {personas.map(candidate => (
            <Card key={candidate.name}>
              <CardHeader>
                <Text as="h2" variant="title-small">
                  {candidate.title}
                </Text>
              </CardHeader>
              <CardBody>
                <Text as="p">{candidate.role}</Text>
              </CardBody>
              <CardFooter>
                <Button
                  onPress={() => {
                    choosePersona(candidate);
                    setPersona(candidate);
                  }}
                >
                  {`Act as ${candidate.title.split(' ')[0]}`}
                </Button>
              </CardFooter>
            </Card>
          ))}
        </Grid.Root>
      </Flex>
    </Container>
  );
}
