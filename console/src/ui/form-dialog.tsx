import { type ReactNode, useState } from 'react';
import {
  Form as AriaForm,
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  TextArea,
  TextField,
} from 'react-aria-components';
import type { Form, FormField } from '../../../core/card.ts';
import { useWords } from '../words/reader.tsx';
import { ModalDialog } from './dialog.tsx';
import { Icon } from './icons.tsx';

interface FormDialogProps {
  readonly form: Form;
  /** Why the last submission did not go through; what was typed stays. */
  readonly problem?: string | null;
  readonly busy?: boolean;
  onSubmit(values: Readonly<Record<string, string>>): void;
  onClose(): void;
}

export const FormDialog = ({
  form,
  problem,
  busy = false,
  onSubmit,
  onClose,
}: FormDialogProps): ReactNode => {
  const { say, t } = useWords();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  const set = (name: string, value: string): void => {
    setValues((all) => ({ ...all, [name]: value }));
    setMissing((all) => new Set([...all].filter((each) => each !== name)));
  };
  const submit = (): void => {
    const empty = form.fields.filter((field) => field.required && !values[field.name]?.trim());
    setMissing(new Set(empty.map((field) => field.name)));
    if (empty.length === 0) onSubmit(values);
  };
  return (
    <ModalDialog title={say(form.title)} onClose={onClose}>
      <AriaForm
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {form.fields.map((field, index) => (
          <Field
            key={field.name}
            field={field}
            first={index === 0}
            value={values[field.name] ?? ''}
            missing={missing.has(field.name)}
            onChange={(value) => set(field.name, value)}
            onSubmit={submit}
          />
        ))}
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div className="dialog-buttons">
          <Button className="button" onPress={onClose}>
            {t('page.cancel')}
          </Button>
          <Button className="button primary" type="submit" isDisabled={busy}>
            {say(form.submit)}
          </Button>
        </div>
      </AriaForm>
    </ModalDialog>
  );
};

interface FieldProps {
  readonly field: FormField;
  readonly first: boolean;
  readonly value: string;
  readonly missing: boolean;
  onChange(value: string): void;
  onSubmit(): void;
}

const Field = ({ field, first, value, missing, onChange, onSubmit }: FieldProps): ReactNode => {
  const { say, t } = useWords();
  const label = (
    <Label className="label">
      {say(field.label)} {!field.required && <span className="quiet">{t('page.optional')}</span>}
    </Label>
  );
  const error = <FieldError className="problem">{t('page.field_required')}</FieldError>;
  if (field.kind === 'select') {
    return (
      <Select
        className="field"
        autoFocus={first}
        isRequired={field.required}
        isInvalid={missing}
        onChange={(key) => onChange(String(key))}
        placeholder={t('page.choose')}
      >
        {label}
        <Button className="button select">
          <SelectValue />
          <Icon name="chevron" size={16} />
        </Button>
        {error}
        <Popover className="popover">
          <ListBox
            className="options"
            items={(field.options ?? []).map((option) => ({ id: option.value, ...option }))}
          >
            {(option) => <ListBoxItem className="option">{say(option.label)}</ListBoxItem>}
          </ListBox>
        </Popover>
      </Select>
    );
  }
  return (
    <TextField
      className="field"
      autoFocus={first}
      value={value}
      onChange={onChange}
      isRequired={field.required}
      isInvalid={missing}
      {...(field.maxLength === undefined ? {} : { maxLength: field.maxLength })}
    >
      {label}
      {field.kind === 'multiline' ? (
        <TextArea
          className="input"
          rows={4}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
            event.preventDefault();
            onSubmit();
          }}
        />
      ) : (
        <Input className="input" />
      )}
      {error}
    </TextField>
  );
};
