import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { post } from '../data/http.ts';
import { sessionQuery, useSession } from '../data/queries.ts';
import { Icon } from '../ui/icons.tsx';
import { useWords } from '../words/reader.tsx';

/** What one member may see is not shown to the next: everything is read again. */
const startOver = async (client: QueryClient): Promise<void> => {
  await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
  await client.resetQueries({
    predicate: ({ queryKey }) => queryKey[0] !== 'session' && queryKey[0] !== 'outbox',
  });
};

/** On one machine, one person can try what takes two. */
export const MemberSwitcher = (): ReactNode => {
  const { t } = useWords();
  const { member, members } = useSession();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (memberId: string) => post('/console/api/session/member', { memberId }),
    onSuccess: () => startOver(client),
  });
  if (members.length === 0)
    return <p className="acting-as-fixed">{t('page.signed_in_as', { name: member.displayName })}</p>;
  return (
    <Select
      className="acting-as"
      value={member.id}
      isDisabled={change.isPending}
      onChange={(id) => {
        if (id !== null && id !== member.id) change.mutate(String(id));
      }}
    >
      <Label className="acting-as-label">{t('page.acting_as')}</Label>
      <Button className="button select">
        <SelectValue>{member.displayName}</SelectValue>
        <Icon name="chevron" size={16} />
      </Button>
      <Popover className="popover">
        <ListBox className="options" items={members}>
          {(each) => (
            <ListBoxItem className="option" id={each.id} textValue={each.displayName}>
              <span>{each.displayName}</span>
              <span className="quiet">{t('page.role', { role: each.role })}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
};
