package io.hie.chaostests.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hie.chaostests.ChaosException;
import java.util.List;

/**
 * Makes the messages of a run. Message {@code n} goes over lane {@code n mod lanes}, and its
 * patient belongs to that lane alone: so each patient's messages are sent over one connection, and
 * type, patient and bytes of every message follow from the recipe, whatever the timing. Not
 * thread-safe.
 */
public final class MessageGenerator {
  private static final byte[][] FAMILIES =
      utf8("ABERRA", "BRÁNSKÁ", "CALDERBANK", "DUNMORE", "ELLERY", "FÄRBER", "GARSIDE", "HOLLINS");
  private static final byte[][] GIVENS =
      utf8("Asa", "Bronwen", "Siân", "Devi", "Zoë", "Femi", "Gwyneth", "Hal");
  private static final byte[] DATE = {'2', '0', '2', '6', '0', '1', '1', '5'};
  private static final byte[] SEXES = {'0', '1', '2', '9'};
  private static final byte[] NOTE =
      "Seen on the round, comfortable, observations stable, plan unchanged. ".getBytes(UTF_8);

  /**
   * What makes a run.
   *
   * @param runId six of 0-9 and A-Z; two runs into one node need two
   * @param patients at least as many as lanes
   * @param lanes connections that the messages are dealt to
   * @param size of a message in bytes, without the frame
   */
  public record Recipe(
      String runId, long seed, int patients, int lanes, int size, EventMix events) {
    public Recipe {
      ControlId.checkedRun(runId);
      if (lanes < 1 || patients < lanes || patients > 900_000) {
        throw new ChaosException(
            "patients must be at least as many as connections (" + lanes + ") and at most 900000");
      }
    }
  }

  private final Recipe recipe;
  private final byte[] run;
  private final long[] nhsNumbers;
  private final int[] sequences;
  private final long[] next;
  private final List<String> types;
  private final Template[] templates;

  public MessageGenerator(Recipe recipe) {
    this.recipe = recipe;
    this.run = (recipe.runId() + "-").getBytes(UTF_8);
    this.nhsNumbers = TestNhsNumbers.first(recipe.patients());
    this.sequences = new int[recipe.patients()];
    this.next = new long[recipe.lanes()];
    for (int lane = 0; lane < next.length; lane++) {
      next[lane] = lane;
    }
    this.types = recipe.events().types();
    this.templates =
        types.stream().map(t -> Template.compile(Templates.of(t))).toArray(Template[]::new);
    int least = leastSize();
    if (recipe.size() < least || recipe.size() > 10_000_000) {
      throw new ChaosException(
          "these message types need a size from " + least + " to 10000000 bytes");
    }
  }

  /** The number of the message that {@link #next} would make for a lane. */
  public long peek(int lane) {
    return next[lane];
  }

  /** The next message of a lane. */
  public GeneratedMessage next(int lane) {
    long number = next[lane];
    next[lane] += recipe.lanes();
    long random = Numbers.mix(recipe.seed(), number);
    int patientsOfLane = (recipe.patients() - lane - 1) / recipe.lanes() + 1;
    int patient =
        lane + recipe.lanes() * (int) Long.remainderUnsigned(random >>> 20, patientsOfLane);
    int sequence = ++sequences[patient];
    int type = recipe.events().pick(random & 0xFFFFF);
    byte[] frame = frame(templates[type], number, patient, sequence);
    return new GeneratedMessage(
        new ControlId(recipe.runId(), number),
        patient,
        sequence,
        types.get(type),
        frame,
        Digest.of(frame, 1, frame.length - 3));
  }

  private byte[] frame(Template template, long number, int patient, int sequence) {
    byte[] family = FAMILIES[patient % FAMILIES.length];
    byte[] given = GIVENS[patient / FAMILIES.length % GIVENS.length];
    int padding = recipe.size() - template.lengthWithout(family.length, given.length);
    ByteWriter frame = new ByteWriter(recipe.size() + 3);
    frame.one(0x0B);
    template.write(
        frame,
        (slot, out) -> {
          switch (slot) {
            case TIME -> time(out, number);
            case ID -> {
              out.bytes(run);
              out.digits(number, 10);
            }
            case NHS -> out.digits(nhsNumbers[patient], 10);
            case MRN -> out.digits(patient, Template.Slot.MRN.width);
            case FAMILY -> out.bytes(family);
            case GIVEN -> out.bytes(given);
            case BORN -> out.digits((1930 + patient % 90) * 10_000L + 615, 8);
            case SEX -> out.one(SEXES[patient % SEXES.length]);
            case PADDING -> out.repeated(NOTE, padding);
            case PATIENT -> out.digits(patient, Template.Slot.PATIENT.width);
            case SEQUENCE -> out.digits(sequence, Template.Slot.SEQUENCE.width);
            case NUMBER -> out.digits(number, Template.Slot.NUMBER.width);
          }
        });
    frame.one(0x1C);
    frame.one(0x0D);
    return frame.finished();
  }

  /** A second later with each message, so that the bytes do not depend on when a run is made. */
  private static void time(ByteWriter out, long number) {
    int second = (int) (number % 86_400);
    out.bytes(DATE);
    out.digits(second / 3600, 2);
    out.digits(second / 60 % 60, 2);
    out.digits(second % 60, 2);
  }

  private int leastSize() {
    int longest = 0;
    for (byte[] family : FAMILIES) {
      for (byte[] given : GIVENS) {
        for (Template template : templates) {
          longest = Math.max(longest, template.lengthWithout(family.length, given.length));
        }
      }
    }
    return longest;
  }

  private static byte[][] utf8(String... texts) {
    byte[][] bytes = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      bytes[i] = texts[i].getBytes(UTF_8);
    }
    return bytes;
  }
}
