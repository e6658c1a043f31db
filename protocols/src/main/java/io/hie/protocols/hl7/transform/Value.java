package io.hie.protocols.hl7.transform;

import io.hie.protocols.hl7.Hl7Editor;
import io.hie.protocols.hl7.Hl7Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a step writes. */
sealed interface Value {

  /**
   * Its bytes, for a message.
   *
   * @param scope makes a path mean what is in hand
   */
  byte[] encode(Hl7Editor message, UnaryOperator<Hl7Path> scope);

  /** Text and the values at paths, one after the other: {@code "{PID-5.2} {PID-5.1}"}. */
  record Text(List<Part> parts) implements Value {
    @Override
    public byte[] encode(Hl7Editor message, UnaryOperator<Hl7Path> scope) {
      StringBuilder text = new StringBuilder();
      for (Part part : parts) {
        switch (part) {
          case Literal literal -> text.append(literal.text());
          case At at -> text.append(message.get(scope.apply(at.path())));
        }
      }
      return message.encode(text.toString());
    }
  }

  /** Components, or below them subcomponents. */
  record Structure(List<Value> parts, boolean components) implements Value {
    @Override
    public byte[] encode(Hl7Editor message, UnaryOperator<Hl7Path> scope) {
      List<byte[]> encoded = new ArrayList<>(parts.size());
      for (Value part : parts) {
        encoded.add(part.encode(message, scope));
      }
      return message.join(encoded, components);
    }
  }

  /** A part of a text. */
  sealed interface Part {}

  record Literal(String text) implements Part {}

  record At(Hl7Path path) implements Part {}
}
