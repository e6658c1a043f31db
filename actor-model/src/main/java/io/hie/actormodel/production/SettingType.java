package io.hie.actormodel.production;

import java.util.List;

/** What a setting takes, read off the Java type of its record component by {@link JavaTypes}. */
sealed interface SettingType {

  /** Types that need no further word. */
  enum Plain implements SettingType {
    TEXT,
    BOOLEAN,
    REAL,
    SECONDS,
    PATH,
    CHARSET,
    URI,
    TEXT_MAP,
    RAW
  }

  /** A whole number of an {@code int} or a {@code long}. */
  record Whole(boolean isLong) implements SettingType {}

  /** One of an enum's constants, in lower case. */
  record Choice(List<Enum<?>> constants) implements SettingType {
    List<String> spellings() {
      return constants.stream().<String>map(HostSettings::spell).toList();
    }
  }

  /** A list. */
  record ListOf(SettingType element) implements SettingType {}

  /** An object of its own settings. */
  record Nested(Class<? extends Record> record) implements SettingType {}

  /** In words, after "expected". */
  default String inWords() {
    return switch (this) {
      case Plain.TEXT -> "a text";
      case Plain.BOOLEAN -> "true or false";
      case Plain.REAL -> "a number";
      case Plain.SECONDS -> "a number of seconds";
      case Plain.PATH -> "a path";
      case Plain.CHARSET -> "the name of a character set";
      case Plain.URI -> "an address";
      case Plain.TEXT_MAP -> "an object of texts";
      case Plain.RAW -> "a value";
      case Whole(boolean anySize) -> "a whole number";
      case Choice choice -> "one of " + String.join(", ", choice.spellings());
      case ListOf list -> "a list";
      case Nested(Class<? extends Record> record) -> "an object";
    };
  }
}
