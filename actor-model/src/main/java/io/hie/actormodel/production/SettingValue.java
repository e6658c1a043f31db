package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value of the document into the value of one setting. Numbers and booleans are taken from
 * texts too, since that is how they come from the environment.
 */
final class SettingValue {
  /** Of any duration; a hundred years. */
  static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(100L * 366 * 24 * 3600);

  private final SettingsShape.Entry entry;
  private final Problems problems;

  SettingValue(SettingsShape.Entry entry, Problems problems) {
    this.entry = entry;
    this.problems = problems;
  }

  /** The value, or null after a problem was reported. */
  @Nullable Object read(JsonNode value, String path) {
    return read(entry.type(), value, path);
  }

  private @Nullable Object read(SettingType type, JsonNode value, String path) {
    if (Substitution.isUnresolved(value)) {
      return null;
    }
    if (value.isTextual() && SecretReferences.isIn(value.textValue()) && !takesSecrets(type)) {
      problems.error(
          path,
          "a secret cannot stand here, where " + type.inWords() + " is expected",
          "secrets stand in settings that take texts");
      return null;
    }
    return switch (type) {
      case SettingType.Plain.TEXT -> text(value, path);
      case SettingType.Plain.BOOLEAN -> truth(value, path);
      case SettingType.Plain.REAL -> real(value, path);
      case SettingType.Plain.SECONDS -> seconds(value, path);
      case SettingType.Plain.PATH -> path(value, path);
      case SettingType.Plain.CHARSET -> charset(value, path);
      case SettingType.Plain.URI -> uri(value, path);
      case SettingType.Plain.TEXT_MAP -> map(value, path);
      case SettingType.Plain.RAW -> value;
      case SettingType.Whole(boolean isLong) -> whole(value, path, isLong);
      case SettingType.Choice choice -> choice(choice, value, path);
      case SettingType.ListOf(SettingType element) -> list(element, value, path);
      case SettingType.Nested(Class<? extends Record> nested) ->
          new SettingsBinder(problems).bindAll(nested, value, path);
    };
  }

  private static boolean takesSecrets(SettingType type) {
    return type == SettingType.Plain.TEXT || type == SettingType.Plain.RAW;
  }

  private @Nullable String text(JsonNode value, String path) {
    if (!value.isTextual()) {
      String hint = value.isValueNode() ? "put it in quotation marks" : example();
      unexpected("a text", value, path, hint);
      return null;
    }
    if (value.textValue().isBlank() && entry.required()) {
      problems.error(path, "is empty", example());
      return null;
    }
    return value.textValue();
  }

  private @Nullable Boolean truth(JsonNode value, String path) {
    String word = value.isTextual() ? value.textValue().toLowerCase(Locale.ROOT) : "";
    if (value.isBoolean() || word.equals("true") || word.equals("false")) {
      return value.isBoolean() ? value.booleanValue() : word.equals("true");
    }
    unexpected("true or false", value, path, "write true or false without quotation marks");
    return null;
  }

  private @Nullable Number whole(JsonNode value, String path, boolean isLong) {
    BigDecimal number = Numbers.number(value);
    if (number == null || !Numbers.isWhole(number)) {
      unexpected("a whole number" + ofUnit(), value, path, example());
      return null;
    }
    BigDecimal least = BigDecimal.valueOf(isLong ? Long.MIN_VALUE : Integer.MIN_VALUE);
    BigDecimal most = BigDecimal.valueOf(isLong ? Long.MAX_VALUE : Integer.MAX_VALUE);
    if (!inRange(number, least, most, value, path)) {
      return null;
    }
    if (isLong) {
      return number.longValueExact();
    }
    return number.intValueExact();
  }

  private @Nullable Double real(JsonNode value, String path) {
    BigDecimal number = Numbers.number(value);
    if (number == null) {
      unexpected("a number" + ofUnit(), value, path, example());
      return null;
    }
    BigDecimal most = BigDecimal.valueOf(Double.MAX_VALUE);
    return inRange(number, most.negate(), most, value, path) ? number.doubleValue() : null;
  }

  private @Nullable Duration seconds(JsonNode value, String path) {
    BigDecimal seconds = Numbers.number(value);
    if (seconds == null && value.isTextual()) {
      seconds = Numbers.iso(value.textValue());
    }
    if (seconds == null) {
      unexpected("a number of seconds", value, path, "write 30, or \"PT30S\" as ISO 8601 has it");
      return null;
    }
    if (!inRange(seconds, BigDecimal.ZERO, LONGEST_SECONDS, value, path)) {
      return null;
    }
    return Duration.ofSeconds(
        seconds.longValue(), seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
  }

  private @Nullable Path path(JsonNode value, String path) {
    String text = nonEmpty("a path", value, path);
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException fault) {
      problems.error(path, "is not a path: " + fault.getReason(), example());
      return null;
    }
  }

  private @Nullable Charset charset(JsonNode value, String path) {
    String text = nonEmpty("the name of a character set", value, path);
    if (text == null) {
      return null;
    }
    try {
      return Charset.forName(text);
    } catch (IllegalArgumentException unknown) {
      problems.error(
          path,
          Shown.value(value, entry.secret()) + " is not a character set known here",
          Nearest.to(text, Charset.availableCharsets().keySet())
              .map(near -> "did you mean \"" + near + "\"?")
              .orElse("such as UTF-8, ISO-8859-1 or windows-1252"));
      return null;
    }
  }

  private @Nullable URI uri(JsonNode value, String path) {
    String text = nonEmpty("an address", value, path);
    try {
      return text == null ? null : new URI(text);
    } catch (URISyntaxException fault) {
      problems.error(
          path,
          "is not an address: " + fault.getReason() + " at character " + (fault.getIndex() + 1),
          "write it as https://host:port/path");
      return null;
    }
  }

  private @Nullable Enum<?> choice(SettingType.Choice choice, JsonNode value, String path) {
    List<String> known = choice.spellings();
    if (!value.isTextual()) {
      unexpected(choice.inWords(), value, path, example());
      return null;
    }
    int found = known.indexOf(value.textValue());
    if (found < 0) {
      String near = Nearest.to(value.textValue(), known).orElse("");
      problems.error(
          path,
          Shown.value(value, entry.secret()) + " is not one of " + String.join(", ", known),
          near.isEmpty() ? example() : "did you mean \"" + near + "\"?");
      return null;
    }
    return choice.constants().get(found);
  }

  private @Nullable List<Object> list(SettingType element, JsonNode value, String path) {
    if (!value.isArray()) {
      unexpected("a list", value, path, "write [...] around it, even if it is one");
      return null;
    }
    List<Object> all = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      Object one = read(element, value.get(i), Place.index(path, i));
      if (one != null) {
        all.add(one);
      }
    }
    return all.size() == value.size() ? List.copyOf(all) : null;
  }

  private @Nullable Map<String, String> map(JsonNode value, String path) {
    if (!value.isObject()) {
      unexpected("an object of texts", value, path, "write { \"name\": \"value\" }");
      return null;
    }
    Map<String, String> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : value.properties()) {
      Object text = read(SettingType.Plain.TEXT, each.getValue(), Place.key(path, each.getKey()));
      if (text != null) {
        all.put(each.getKey(), (String) text);
      }
    }
    return all.size() == value.size() ? Collections.unmodifiableMap(all) : null;
  }

  private @Nullable String nonEmpty(String expected, JsonNode value, String path) {
    if (!value.isTextual()) {
      unexpected(expected, value, path, example());
      return null;
    }
    if (value.textValue().isBlank()) {
      problems.error(path, "is empty", example());
      return null;
    }
    return value.textValue();
  }

  private boolean inRange(
      BigDecimal number, BigDecimal least, BigDecimal most, JsonNode value, String path) {
    double min = entry.setting().min();
    double max = entry.setting().max();
    BigDecimal from = Double.isInfinite(min) ? least : BigDecimal.valueOf(min).max(least);
    BigDecimal to = Double.isInfinite(max) ? most : BigDecimal.valueOf(max).min(most);
    if (number.compareTo(from) >= 0 && number.compareTo(to) <= 0) {
      return true;
    }
    boolean tooLow = number.compareTo(from) < 0;
    problems.error(
        path,
        "must be "
            + (tooLow ? "at least " + Numbers.plain(from) : "at most " + Numbers.plain(to))
            + unit()
            + ", got "
            + Shown.value(value, entry.secret()),
        example());
    return false;
  }

  private String unit() {
    if (entry.type() == SettingType.Plain.SECONDS) {
      return " s";
    }
    return entry.setting().unit().isEmpty() ? "" : " " + entry.setting().unit();
  }

  private String ofUnit() {
    return entry.setting().unit().isEmpty() ? "" : " of " + entry.setting().unit();
  }

  private String example() {
    return entry.hasDefault()
        ? entry.key() + " is " + entry.setting().byDefault() + " if left out"
        : entry.setting().doc();
  }

  private void unexpected(String expected, JsonNode value, String path, String hint) {
    problems.error(
        path, "expected " + expected + ", got " + Shown.value(value, entry.secret()), hint);
  }
}
