package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Which setting type stands for which Java type. */
final class JavaTypes {
  private static final Map<Class<?>, SettingType> SIMPLE =
      Map.ofEntries(
          Map.entry(String.class, SettingType.Plain.TEXT),
          Map.entry(boolean.class, SettingType.Plain.BOOLEAN),
          Map.entry(Boolean.class, SettingType.Plain.BOOLEAN),
          Map.entry(int.class, new SettingType.Whole(false)),
          Map.entry(Integer.class, new SettingType.Whole(false)),
          Map.entry(long.class, new SettingType.Whole(true)),
          Map.entry(Long.class, new SettingType.Whole(true)),
          Map.entry(double.class, SettingType.Plain.REAL),
          Map.entry(Double.class, SettingType.Plain.REAL),
          Map.entry(Duration.class, SettingType.Plain.SECONDS),
          Map.entry(Path.class, SettingType.Plain.PATH),
          Map.entry(Charset.class, SettingType.Plain.CHARSET),
          Map.entry(URI.class, SettingType.Plain.URI),
          Map.entry(JsonNode.class, SettingType.Plain.RAW));

  private JavaTypes() {}

  /**
   * The setting type for a Java type.
   *
   * @throws IllegalArgumentException if a setting cannot have it
   */
  static SettingType settingType(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new SettingType.ListOf(settingType(arguments[0]));
      }
      if (generic.getRawType() == Map.class
          && arguments[0] == String.class
          && arguments[1] == String.class) {
        return SettingType.Plain.TEXT_MAP;
      }
    }
    if (type instanceof Class<?> plain) {
      if (plain.isRecord()) {
        return new SettingType.Nested(plain.asSubclass(Record.class));
      }
      if (plain.isEnum()) {
        return new SettingType.Choice(
            Arrays.stream(plain.getEnumConstants()).<Enum<?>>map(Enum.class::cast).toList());
      }
      SettingType known = SIMPLE.get(plain);
      if (known != null) {
        return known;
      }
    }
    throw new IllegalArgumentException(type.getTypeName() + " is no type of a setting");
  }
}
