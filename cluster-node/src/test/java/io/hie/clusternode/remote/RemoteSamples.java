package io.hie.clusternode.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.LegId;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of any class, always the same: as many of each as it takes to have every case of
 * its sealed types, every constant of its enums, and each of its fields that may be null both with
 * and without a value.
 */
final class RemoteSamples {
  private static final int DEEPEST = 12;

  /** Values of what has no parts or checks its parts; a new class of that kind is added here. */
  private final Map<Class<?>, Object> byHand;

  private final Map<Type, Integer> counts = new HashMap<>();

  RemoteSamples(ActorRef<?> ref) {
    byHand =
        Map.ofEntries(
            Map.entry(boolean.class, true),
            Map.entry(Boolean.class, true),
            Map.entry(int.class, 5),
            Map.entry(Integer.class, 5),
            Map.entry(long.class, 7L),
            Map.entry(Long.class, 7L),
            Map.entry(double.class, 0.5),
            Map.entry(Double.class, 0.5),
            Map.entry(Instant.class, Instant.parse("2026-03-01T10:15:30.123Z")),
            Map.entry(Duration.class, Duration.ofMillis(90_500)),
            Map.entry(Payload.class, Payload.of("MSH|^~\\&|", UTF_8)),
            Map.entry(LegId.class, LegId.parse("3:0.12")),
            Map.entry(ActorRef.class, ref));
  }

  /** All samples of a class. */
  List<Object> of(Class<?> type) {
    List<Object> samples = new ArrayList<>();
    int count = count(type, 0);
    for (int variant = 0; variant < count; variant++) {
      samples.add(make(type, variant, type.getSimpleName()));
    }
    return samples;
  }

  private int count(AnnotatedType type, int depth) {
    return count(type.getType(), depth) + (type.isAnnotationPresent(Nullable.class) ? 1 : 0);
  }

  private int count(Type type, int depth) {
    Integer known = counts.get(type);
    if (known == null) {
      known = counted(type, depth);
      counts.put(type, known);
    }
    return known;
  }

  private int counted(Type type, int depth) {
    Class<?> raw = raw(type);
    if (depth > DEEPEST) {
      throw new IllegalStateException(raw + " contains itself: give a sample of it by hand");
    }
    if (byHand.containsKey(raw) || raw == String.class) {
      return 1;
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants().length;
    }
    if (raw.isSealed()) {
      return Arrays.stream(raw.getPermittedSubclasses()).mapToInt(c -> count(c, depth + 1)).sum();
    }
    if (type instanceof ParameterizedType of && !raw.isRecord()) {
      return Arrays.stream(of.getActualTypeArguments())
          .mapToInt(part -> count(part, depth + 1))
          .max()
          .orElseThrow();
    }
    if (raw.isRecord()) {
      return Arrays.stream(raw.getRecordComponents())
          .mapToInt(part -> count(part.getAnnotatedType(), depth + 1))
          .max()
          .orElse(1);
    }
    throw new IllegalStateException("no sample of " + raw + " can be made: give one by hand");
  }

  private @Nullable Object make(AnnotatedType type, int variant, String name) {
    int count = count(type, 0);
    int chosen = variant % count;
    boolean isAbsent = type.isAnnotationPresent(Nullable.class) && chosen == count - 1;
    return isAbsent ? null : make(type.getType(), chosen, name);
  }

  private Object make(Type type, int variant, String name) {
    Class<?> raw = raw(type);
    int chosen = variant % count(type, 0);
    if (byHand.containsKey(raw)) {
      return byHand.get(raw);
    }
    if (raw == String.class) {
      return name;
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[chosen];
    }
    if (raw.isSealed()) {
      for (Class<?> permitted : raw.getPermittedSubclasses()) {
        int count = count(permitted, 0);
        if (chosen < count) {
          return make(permitted, chosen, name);
        }
        chosen -= count;
      }
    }
    if (type instanceof ParameterizedType of && !raw.isRecord()) {
      Type[] parts = of.getActualTypeArguments();
      Object first = make(parts[0], chosen, name);
      if (raw.isAssignableFrom(List.class)) {
        return List.of(first);
      }
      if (raw.isAssignableFrom(Set.class)) {
        return Set.of(first);
      }
      Map<Object, Object> map = Map.of(first, make(parts[1], chosen, name + "-value"));
      return raw.isAssignableFrom(Map.class) ? map : new TreeMap<>(map);
    }
    return record(raw, chosen);
  }

  private Object record(Class<?> type, int variant) {
    RecordComponent[] parts = type.getRecordComponents();
    Object[] values = new Object[parts.length];
    Class<?>[] types = new Class<?>[parts.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = parts[i].getType();
      values[i] = make(parts[i].getAnnotatedType(), variant, parts[i].getName());
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException refused) {
      throw new IllegalStateException("no sample of " + type + " can be made", refused);
    }
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType of -> (Class<?>) of.getRawType();
      default -> throw new IllegalStateException("no sample of " + type + " can be made");
    };
  }
}
