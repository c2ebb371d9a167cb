import type { ReactNode } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { LOCALES, type Locale } from '../../../core/member.ts';
import { Icon } from '../ui/icons.tsx';
import { useWords } from '../words/reader.tsx';
import { THEMES, type Theme } from './preferences.ts';

interface SettingsMenuProps {
  readonly theme: Theme;
  onTheme(theme: Theme): void;
  onLocale(locale: Locale): void;
}

/** Each language in its own words. */
const LANGUAGE_NAME: Readonly<Record<Locale, string>> = { en: 'English', es: 'Español' };

export const SettingsMenu = ({ theme, onTheme, onLocale }: SettingsMenuProps): ReactNode => {
  const { t, locale } = useWords();
  return (
    <MenuTrigger>
      <Button className="icon-button" aria-label={t('page.settings')}>
        <Icon name="settings" />
      </Button>
      <Popover className="popover" placement="top start">
        <Menu className="options">
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[theme]}
            onSelectionChange={(keys) => {
              const chosen = THEMES.find((each) => keys !== 'all' && keys.has(each));
              if (chosen) onTheme(chosen);
            }}
          >
            <Header className="options-header">{t('page.theme')}</Header>
            {THEMES.map((each) => (
              <MenuItem key={each} id={each} className="option">
                {t('page.theme_name', { theme: each })}
              </MenuItem>
            ))}
          </MenuSection>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[locale]}
            onSelectionChange={(keys) => {
              const chosen = LOCALES.find((each) => keys !== 'all' && keys.has(each));
              if (chosen) onLocale(chosen);
            }}
          >
            <Header className="options-header">{t('page.language')}</Header>
            {LOCALES.map((each) => (
              <MenuItem key={each} id={each} className="option" lang={each}>
                {LANGUAGE_NAME[each]}
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
};
