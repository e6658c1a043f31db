package io.hie.examples.items;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The production beside these items can be run. */
final class ProductionTest {
  @Test
  void shouldBeAcceptedWithoutAWarning() {
    Verdict verdict =
        new ProductionReader(ItemTypes.installed(ProductionTest.class.getClassLoader()), Map.of())
            .read(Path.of("production.yaml"));
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
  }
}
