package io.hie.protocols.mllp;

import io.hie.actormodel.item.Intake;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.Setting;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the engine gives an item, for tests: context, status as heard, settings by their keys. */
final class TestItem {
  /** A status as it was told. */
  record Told(Outside outside, String detail) {}

  private final List<Told> told = new CopyOnWriteArrayList<>();

  ItemContext context(Intake intake) {
    return context(intake, Clock.systemUTC());
  }

  ItemContext context(Intake intake, Clock clock) {
    return new ItemContext(
        "royal",
        "adt",
        "Item_Under_Test",
        intake,
        (outside, detail) -> told.add(new Told(outside, detail)),
        null, // no item of this package uses the actor system
        clock,
        LoggerFactory.getLogger("hie.item.Item_Under_Test"));
  }

  List<Told> told() {
    return told;
  }

  Told lastTold() {
    return told.getLast();
  }

  static MllpServiceSettings service(Map<String, Object> given) {
    List<Object> all = new ArrayList<>();
    return bind(
        MllpServiceSettings.class, with(Map.of("Port", 0, "Interface", "127.0.0.1"), given), all);
  }

  static MllpOperationSettings operation(int port, Map<String, Object> given) {
    return bind(
        MllpOperationSettings.class,
        with(Map.of("Host", "127.0.0.1", "Port", port), given),
        new ArrayList<>());
  }

  static HostSettings host(Map<String, Object> given) {
    return bind(HostSettings.class, given, new ArrayList<>());
  }

  private static Map<String, Object> with(Map<String, Object> base, Map<String, Object> more) {
    Map<String, Object> all = new java.util.HashMap<>(base);
    all.putAll(more);
    return all;
  }

  /** Fills a settings record from values given by key, and from the defaults it declares. */
  private static <R extends Record> R bind(
      Class<R> type, Map<String, Object> given, List<Object> values) {
    RecordComponent[] components = type.getRecordComponents();
    for (RecordComponent component : components) {
      Setting setting = component.getAnnotation(Setting.class);
      Object value = given.get(setting.value());
      values.add(value != null ? value : byDefault(component.getType(), setting.byDefault()));
    }
    try {
      Constructor<R> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      return constructor.newInstance(values.toArray());
    } catch (ReflectiveOperationException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Object byDefault(Class<?> type, String text) {
    if (type == int.class) {
      return Integer.valueOf(text);
    }
    if (type == boolean.class) {
      return Boolean.valueOf(text);
    }
    if (type == double.class) {
      return Double.valueOf(text);
    }
    if (type == Duration.class) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> ((Enum<?>) constant).name().equals(text.toUpperCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow();
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == Path.class || type == Charset.class || text.isEmpty()) {
      return null;
    }
    return text;
  }
}
