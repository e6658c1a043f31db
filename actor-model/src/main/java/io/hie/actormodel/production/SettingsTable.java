package io.hie.actormodel.production;

import java.math.BigDecimal;

/** A settings record as a Markdown table, so that what is documented is what is bound. */
public final class SettingsTable {
  private SettingsTable() {}

  /**
   * The table, one row a key, in the order of the record.
   *
   * @throws IllegalArgumentException if it is no settings record
   */
  public static String of(Class<? extends Record> settings) {
    StringBuilder table = new StringBuilder("| key | takes | if left out | what it is |\n");
    table.append("|---|---|---|---|\n");
    rows(table, settings, "");
    return table.toString();
  }

  private static void rows(StringBuilder table, Class<? extends Record> settings, String prefix) {
    for (SettingsShape.Entry entry : SettingsShape.of(settings).entries()) {
      String key = prefix + entry.key();
      table
          .append("| `")
          .append(key)
          .append("` | ")
          .append(takes(entry))
          .append(" | ")
          .append(absent(entry))
          .append(" | ")
          .append(entry.setting().doc().replace("|", "\\|"))
          .append(" |\n");
      switch (entry.type()) {
        case SettingType.Nested(Class<? extends Record> nested) -> rows(table, nested, key + ".");
        case SettingType.ListOf(SettingType.Nested(Class<? extends Record> nested)) ->
            rows(table, nested, key + "[].");
        case SettingType.ListOf list -> {}
        case SettingType.Plain plain -> {}
        case SettingType.Whole whole -> {}
        case SettingType.Choice choice -> {}
      }
    }
  }

  private static String takes(SettingsShape.Entry entry) {
    Setting setting = entry.setting();
    StringBuilder takes =
        new StringBuilder(
            switch (entry.type()) {
              case SettingType.Choice choice -> "`" + String.join("`, `", choice.spellings()) + "`";
              case SettingType.ListOf(SettingType element) -> "list, each " + element.inWords();
              case SettingType type -> type.inWords().replaceFirst("^an? ", "");
            });
    if (!setting.unit().isEmpty()) {
      takes.append(" of ").append(setting.unit());
    }
    boolean from = !Double.isInfinite(setting.min());
    boolean to = !Double.isInfinite(setting.max());
    if (from && to) {
      takes.append(", ").append(plain(setting.min())).append(" to ").append(plain(setting.max()));
    } else if (from || to) {
      takes.append(from ? ", at least " : ", at most ");
      takes.append(plain(from ? setting.min() : setting.max()));
    }
    return takes + (setting.secret() ? ", secret" : "");
  }

  private static String absent(SettingsShape.Entry entry) {
    if (entry.required()) {
      return "must be there";
    }
    return entry.hasDefault() ? "`" + entry.setting().byDefault() + "`" : "–";
  }

  private static String plain(double number) {
    return Numbers.plain(BigDecimal.valueOf(number));
  }
}
