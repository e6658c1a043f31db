package io.hie.chaostests.message;

import io.hie.chaostests.ChaosException;
import java.util.ArrayList;
import java.util.List;

/** Which message types are sent, and how often each, by weight. */
public final class EventMix {
  /** A ward's ordinary day. */
  public static final String DEFAULT =
      "ADT^A01=15,ADT^A02=10,ADT^A03=10,ADT^A08=40,ORU^R01=20,SIU^S12=5";

  private final List<String> types;
  private final int[] upTo;

  private EventMix(List<String> types, int[] upTo) {
    this.types = types;
    this.upTo = upTo;
  }

  /**
   * Reads {@code TYPE^EVENT=WEIGHT,...}; a weight left out counts as 1.
   *
   * @throws ChaosException naming the part that cannot be read, and the types there are
   */
  public static EventMix parse(String text) {
    List<String> types = new ArrayList<>();
    List<Integer> weights = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String type = (equals < 0 ? part : part.substring(0, equals)).strip();
      if (!Templates.TYPES.contains(type)) {
        throw new ChaosException(
            "no message type '" + type + "' among the templates; there are " + Templates.TYPES);
      }
      types.add(type);
      weights.add(equals < 0 ? 1 : weight(part, part.substring(equals + 1).strip()));
    }
    int[] upTo = new int[types.size()];
    int total = 0;
    for (int i = 0; i < upTo.length; i++) {
      total += weights.get(i);
      upTo[i] = total;
    }
    return new EventMix(types, upTo);
  }

  private static int weight(String part, String digits) {
    if (digits.matches("[1-9][0-9]{0,5}")) {
      return Integer.parseInt(digits);
    }
    throw new ChaosException(
        "the weight in '" + part + "' must be a whole number from 1 to 999999");
  }

  List<String> types() {
    return types;
  }

  /** The index in {@link #types} that a random number falls on. */
  int pick(long random) {
    int point = (int) Long.remainderUnsigned(random, upTo[upTo.length - 1]);
    int i = 0;
    while (point >= upTo[i]) {
      i++;
    }
    return i;
  }
}
