package io.hie.chaostests.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.message.MessageGenerator.Recipe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MessageGeneratorTest {
  private static final String EVERY_TYPE = String.join(",", Templates.TYPES);

  @Test
  void shouldMakeTheSameBytesFromTheSameRecipeWhateverTheOrderOfLanes() {
    MessageGenerator turns = new MessageGenerator(recipe(7, 20, 2, 1024));
    MessageGenerator oneByOne = new MessageGenerator(recipe(7, 20, 2, 1024));
    Map<Long, byte[]> first = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      for (int lane : new int[] {0, 1}) {
        GeneratedMessage message = turns.next(lane);
        first.put(message.number(), message.frame());
      }
    }

    for (int lane : new int[] {1, 0}) {
      for (int i = 0; i < 50; i++) {
        GeneratedMessage message = oneByOne.next(lane);
        assertThat(message.frame()).isEqualTo(first.remove(message.number()));
      }
    }
    assertThat(first).isEmpty();
  }

  @Test
  void shouldMakeOtherBytesFromAnotherSeed() {
    assertThat(new MessageGenerator(recipe(1, 20, 1, 1024)).next(0).frame())
        .isNotEqualTo(new MessageGenerator(recipe(2, 20, 1, 1024)).next(0).frame());
  }

  @Test
  void shouldMakeEveryTypeInExactlyTheSizeAskedFor() {
    MessageGenerator generator = new MessageGenerator(recipe(3, 500, 1, 1100));
    Map<String, Integer> types = new HashMap<>();

    for (int i = 0; i < 500; i++) {
      GeneratedMessage message = generator.next(0);
      types.merge(message.type(), 1, Integer::sum);
      assertThat(message.length()).isEqualTo(1100);
      assertThat(text(message)).startsWith("MSH|^~\\&|").contains("|" + message.type() + "^");
    }

    assertThat(types.keySet()).containsExactlyInAnyOrderElementsOf(Templates.TYPES);
  }

  @Test
  void shouldBeReadBackFromTheBytes() {
    MessageGenerator generator = new MessageGenerator(recipe(4, 30, 3, 1024));

    for (int i = 0; i < 100; i++) {
      GeneratedMessage message = generator.next(2);
      byte[] frame = message.frame();

      assertThat(Identity.read(frame, 1, frame.length - 3))
          .isEqualTo(new Identity(message.id(), message.patient(), message.sequence()));
      assertThat(message.digest()).isEqualTo(Digest.of(frame, 1, frame.length - 3));
    }
  }

  @Test
  void shouldCountEachPatientsMessagesAndKeepThePatientOnOneLane() {
    int lanes = 4;
    MessageGenerator generator = new MessageGenerator(recipe(5, 10, lanes, 1024));
    Map<Integer, List<Integer>> sequences = new HashMap<>();

    for (int i = 0; i < 400; i++) {
      GeneratedMessage message = generator.next(i % lanes);
      assertThat(message.number()).isEqualTo(i);
      assertThat(message.patient() % lanes).isEqualTo(i % lanes);
      sequences.computeIfAbsent(message.patient(), p -> new ArrayList<>()).add(message.sequence());
    }

    assertThat(sequences).hasSize(10);
    sequences.values().forEach(s -> assertThat(s).isSorted().doesNotHaveDuplicates().contains(1));
  }

  @Test
  void shouldGiveEachPatientAValidNumberOfThe999Range() {
    MessageGenerator generator = new MessageGenerator(recipe(6, 1000, 1, 1024));
    Map<Integer, String> numbers = new HashMap<>();
    Pattern nhs = Pattern.compile("\\|([0-9]{10})\\^\\^\\^NHS\\^NH~");

    for (int i = 0; i < 3000; i++) {
      GeneratedMessage message = generator.next(0);
      Matcher found = nhs.matcher(text(message));
      assertThat(found.find()).isTrue();
      assertThat(TestNhsNumbers.isOne(Long.parseLong(found.group(1)))).isTrue();
      String before = numbers.put(message.patient(), found.group(1));
      assertThat(before).isIn(null, found.group(1));
    }

    assertThat(numbers.values()).doesNotHaveDuplicates();
  }

  @Test
  void shouldRefuseASizeThatIsTooSmallAndSayTheLeast() {
    assertThatThrownBy(() -> new MessageGenerator(recipe(1, 10, 1, 200)))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("need a size from");
  }

  @Test
  void shouldRefuseFewerPatientsThanConnections() {
    assertThatThrownBy(() -> recipe(1, 3, 4, 1024))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("at least as many as connections (4)");
  }

  @Test
  void shouldNameTheTypesThereAreWhenOneIsUnknown() {
    assertThatThrownBy(() -> EventMix.parse("ADT^A01,ADT^Z99=3"))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("'ADT^Z99'")
        .hasMessageContaining("SIU^S12");
    assertThatThrownBy(() -> EventMix.parse("ADT^A01=many"))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("'ADT^A01=many'");
  }

  @Test
  void shouldNotShowThePatientInItsText() {
    GeneratedMessage message = new MessageGenerator(recipe(1, 10, 1, 1024)).next(0);

    assertThat(message.toString())
        .isEqualTo("GeneratedMessage[RUN001-0000000000 ADT^A01]")
        .satisfies(text -> assertThat(PatientTrace.isIn(text)).isFalse());
  }

  private static Recipe recipe(long seed, int patients, int lanes, int size) {
    String events = seed == 1 ? "ADT^A01" : EVERY_TYPE;
    return new Recipe("RUN001", seed, patients, lanes, size, EventMix.parse(events));
  }

  private static String text(GeneratedMessage message) {
    return new String(message.frame(), 1, message.length(), UTF_8);
  }
}
