package io.hie.chaostests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MemberTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void shouldStartAgainAWhileAfterAnEndAndByTheCommandOfAllLivesButTheFirst() {
    Member.Settings settings =
        new Member.Settings(
            "node-1",
            List.of("sh", "-c", "echo before; exit 3"),
            List.of("sh", "-c", "echo after; exec sleep 60"),
            directory,
            Map.of(),
            1,
            Duration.ofMillis(300),
            directory);
    try (Member member = new Member(settings)) {
      member.start();
      await().until(() -> "node-1 ended with exit code 3".equals(member.supervise()));
      assertThat(member.supervise()).isNull();
      assertThat(member.logs()).hasSize(1);

      await()
          .until(
              () -> {
                assertThat(member.supervise()).isNull();
                return member.logs().size() == 2;
              });
      await().untilAsserted(() -> assertThat(text(member, 0)).contains("before"));
      await().untilAsserted(() -> assertThat(text(member, 1)).contains("after"));
    }
  }

  private static String text(Member member, int life) throws IOException {
    return Files.readString(member.logs().get(life));
  }
}
