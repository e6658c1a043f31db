package io.hie.persistence.kafka.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs Pekko's compatibility suites and counts. They are ScalaTest suites, which a build without
 * the right engine leaves out in silence.
 */
class CompatibilityTest {
  @Test
  void shouldPassPekkosJournalSuiteWithAllItsCases() {
    run(KafkaJournalSpec.class, 17);
  }

  @Test
  void shouldPassPekkosSnapshotStoreSuiteWithAllItsCases() {
    run(KafkaSnapshotStoreSpec.class, 13);
  }

  private static void run(Class<?> suite, int cases) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(suite))
                .build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    StringWriter failures = new StringWriter();
    summary.printFailuresTo(new PrintWriter(failures), 30);
    assertThat(summary.getTotalFailureCount()).as(failures.toString()).isZero();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(cases);
  }
}
