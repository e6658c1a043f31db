package io.hie.chaostests.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One message type as literal bytes with slots between, so that a message costs a few copies. */
final class Template {

  /** What changes from message to message, with its fixed width in bytes, or 0 if it varies. */
  enum Slot {
    TIME(14),
    ID(ControlId.LENGTH),
    NHS(10),
    MRN(8),
    FAMILY(0),
    GIVEN(0),
    BORN(8),
    SEX(1),
    PADDING(0),
    PATIENT(7),
    SEQUENCE(9),
    NUMBER(10);

    final int width;

    Slot(int width) {
      this.width = width;
    }
  }

  private final byte[][] literals; // one more than slots: before, between and after them
  private final Slot[] slots;
  private final int fixed;
  private final int families;
  private final int givens;

  private Template(byte[][] literals, Slot[] slots) {
    this.literals = literals;
    this.slots = slots;
    int length = 0;
    int countedFamilies = 0;
    int countedGivens = 0;
    for (byte[] literal : literals) {
      length += literal.length;
    }
    for (Slot slot : slots) {
      length += slot.width;
      countedFamilies += slot == Slot.FAMILY ? 1 : 0;
      countedGivens += slot == Slot.GIVEN ? 1 : 0;
    }
    this.fixed = length;
    this.families = countedFamilies;
    this.givens = countedGivens;
  }

  static Template compile(String text) {
    List<byte[]> literals = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', at)) {
      int close = text.indexOf('}', open);
      literals.add(text.substring(at, open).getBytes(UTF_8));
      slots.add(Slot.valueOf(text.substring(open + 1, close).toUpperCase(Locale.ROOT)));
      at = close + 1;
    }
    literals.add(text.substring(at).getBytes(UTF_8));
    return new Template(literals.toArray(byte[][]::new), slots.toArray(Slot[]::new));
  }

  /** How long a message of this type is without any padding. */
  int lengthWithout(int familyLength, int givenLength) {
    return fixed + families * familyLength + givens * givenLength;
  }

  /** Writes the message, with {@code filler} writing each slot. */
  void write(ByteWriter out, Filler filler) {
    out.bytes(literals[0]);
    for (int i = 0; i < slots.length; i++) {
      filler.fill(slots[i], out);
      out.bytes(literals[i + 1]);
    }
  }

  /** Writes the value of one slot. */
  @FunctionalInterface
  interface Filler {
    void fill(Slot slot, ByteWriter out);
  }
}
