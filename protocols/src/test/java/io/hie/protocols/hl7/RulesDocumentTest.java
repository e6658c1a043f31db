package io.hie.protocols.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/rules.md do what the document says. */
class RulesDocumentTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?m)^\\| `(.+)` \\| (true|false) \\|$");
  private static final Pattern REFUSED = Pattern.compile("(?m)^\\| `(.+)` \\| (\\d+) \\|$");
  private static final Pattern MESSAGE = Pattern.compile("(?s)```hl7\n(.*?)```");

  private final String document = read();

  @Test
  void shouldDecideTheExamplesAsTheDocumentSays() {
    Hl7Message message = Samples.message(all(MESSAGE).getFirst().group(1));
    List<MatchResult> examples = all(EXAMPLE);

    assertThat(examples).hasSizeGreaterThan(20);
    for (MatchResult example : examples) {
      assertThat(Rule.compile(example.group(1)).matches(message))
          .as(example.group(1))
          .isEqualTo(Boolean.parseBoolean(example.group(2)));
    }
  }

  @Test
  void shouldRefuseTheExamplesAtTheColumnsTheDocumentSays() {
    List<MatchResult> examples = all(REFUSED);

    assertThat(examples).hasSizeGreaterThan(5);
    for (MatchResult example : examples) {
      assertThatThrownBy(() -> Rule.compile(example.group(1)))
          .as(example.group(1))
          .isInstanceOfSatisfying(
              RuleSyntaxException.class,
              fault -> assertThat(fault.column()).isEqualTo(Integer.parseInt(example.group(2))));
    }
  }

  private List<MatchResult> all(Pattern pattern) {
    return pattern.matcher(document).results().toList();
  }

  private static String read() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve("docs").resolve("rules.md");
      if (Files.exists(file)) {
        try {
          return Files.readString(file);
        } catch (IOException unreadable) {
          throw new IllegalStateException(unreadable);
        }
      }
    }
    throw new IllegalStateException("there is no docs/rules.md above the working directory");
  }
}
