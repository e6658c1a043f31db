package io.hie.actormodel.production;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Numbers of a document, none of which may cost more than its text is long. */
final class Numbers {
  /** Of one number. */
  static final int MAX_DIGITS = 500;

  private static final int LONGEST_TEXT_OF_A_NUMBER = 100;

  private Numbers() {}

  /** A number in its natural size, alike for JSON and YAML. */
  static JsonNode node(String text) {
    BigDecimal exact = new BigDecimal(text);
    if (text.matches("[-+]?[0-9]+")) {
      return exact.precision() > 18
          ? BigIntegerNode.valueOf(exact.toBigInteger())
          : whole(exact.longValue());
    }
    double near = exact.doubleValue();
    return Double.isFinite(near) ? DoubleNode.valueOf(near) : DecimalNode.valueOf(exact);
  }

  private static JsonNode whole(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  /** The number that a value is or spells, or null. */
  static @Nullable BigDecimal number(JsonNode value) {
    if (value.isNumber()) {
      return value.isBigDecimal() ? sane(value.decimalValue()) : value.decimalValue();
    }
    if (!value.isTextual() || value.textValue().length() > LONGEST_TEXT_OF_A_NUMBER) {
      return null;
    }
    try {
      return sane(new BigDecimal(value.textValue().strip()));
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  /** Exponents that make plain arithmetic take all memory are no numbers to us. */
  private static @Nullable BigDecimal sane(BigDecimal number) {
    return Math.abs((long) number.precision() - number.scale()) > 400 ? null : number;
  }

  /** The seconds of an ISO 8601 duration, or null. */
  static @Nullable BigDecimal iso(String text) {
    if (text.length() > LONGEST_TEXT_OF_A_NUMBER) {
      return null;
    }
    try {
      Duration duration = Duration.parse(text);
      return BigDecimal.valueOf(duration.getSeconds())
          .add(BigDecimal.valueOf(duration.getNano(), 9));
    } catch (DateTimeParseException notIso) {
      return null;
    }
  }

  static boolean isWhole(BigDecimal number) {
    return number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0;
  }

  /** As a person would write it. */
  static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return Math.abs(stripped.precision() - stripped.scale()) > 30
        ? stripped.toString()
        : stripped.toPlainString();
  }
}
