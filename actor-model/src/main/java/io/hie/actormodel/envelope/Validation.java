package io.hie.actormodel.envelope;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * Whether a body was checked against its schema, and what was found. The texts name places, never
 * contents.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Validation.NotValidated.class, name = "not-validated"),
  @JsonSubTypes.Type(value = Validation.Valid.class, name = "valid"),
  @JsonSubTypes.Type(value = Validation.Invalid.class, name = "invalid")
})
public sealed interface Validation {
  /** Nobody has looked yet. */
  record NotValidated() implements Validation {
    public static final NotValidated INSTANCE = new NotValidated();
  }

  record Valid() implements Validation {}

  /**
   * @param errors at least one, each with the place of the fault
   */
  record Invalid(List<String> errors) implements Validation {
    public Invalid {
      if (errors.isEmpty()) {
        throw new IllegalArgumentException("an invalid body has at least one error");
      }
      errors = List.copyOf(errors);
    }
  }

  static Validation of(List<String> errors) {
    return errors.isEmpty() ? new Valid() : new Invalid(errors);
  }

  default boolean validated() {
    return !(this instanceof NotValidated);
  }

  default List<String> errors() {
    return this instanceof Invalid invalid ? invalid.errors() : List.of();
  }
}
