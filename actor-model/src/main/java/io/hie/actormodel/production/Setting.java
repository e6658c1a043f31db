package io.hie.actormodel.production;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one key of a settings record, on its record component. From it come the binding and its
 * error texts, the JSON Schema and the documentation.
 *
 * <p>The type of the component decides what is taken: {@code String}, {@code boolean}, {@code int},
 * {@code long}, {@code double}, {@link java.time.Duration} (seconds as a number, or ISO 8601), an
 * enum (its constants in lower case), {@link java.nio.file.Path}, {@link java.nio.charset.Charset},
 * {@code List<String>}, {@code Map<String, String>}, {@link java.net.URI} or {@link
 * com.fasterxml.jackson.databind.JsonNode} for what the item type reads itself. A component marked
 * {@code @Nullable} is optional without a default.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** The key in the document, such as {@code AckTimeout}. */
  String value();

  /** One sentence for people. */
  String doc();

  /** The value if the key is absent, written as in a document; empty means there is none. */
  String byDefault() default "";

  /** What a number counts, such as {@code bytes}; durations are seconds. */
  String unit() default "";

  double min() default Double.NEGATIVE_INFINITY;

  double max() default Double.POSITIVE_INFINITY;

  /** Whether its value must not be shown. */
  boolean secret() default false;
}
