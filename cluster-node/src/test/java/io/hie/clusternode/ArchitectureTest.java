package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * Holds the modules that are built to the rules of docs/architecture.md. {@link HouseRulesTest}
 * shows that each of them can fail, {@link ModulePomsTest} holds the poms to the same arrows.
 */
@AnalyzeClasses(packages = "io.hie", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule actorModel =
      HouseRules.ACTOR_MODEL_KNOWS_NO_PROTOCOL_DATABASE_HTTP_OR_CLUSTER;

  @ArchTest static final ArchRule sharding = HouseRules.SHARDING_KNOWS_NO_PROTOCOL_HTTP_OR_JOURNAL;

  @ArchTest
  static final ArchRule persistence = HouseRules.PERSISTENCE_KNOWS_NO_PROTOCOL_HTTP_OR_SHARDING;

  @ArchTest
  static final ArchRule persistenceAndItems = HouseRules.PERSISTENCE_KNOWS_ONLY_WHAT_IS_RECORDED;

  @ArchTest
  static final ArchRule protocols = HouseRules.PROTOCOLS_KNOW_NO_CLUSTER_DATABASE_OR_SHARDING;

  @ArchTest
  static final ArchRule httpApi = HouseRules.HTTP_API_KNOWS_NO_ITEM_OR_PERSISTENCE_INTERNALS;

  @ArchTest
  static final ArchRule configuration = HouseRules.CONFIGURATION_KNOWS_NO_MESSAGES_HTTP_OR_DATABASE;

  @ArchTest static final ArchRule clusterNode = HouseRules.NOTHING_KNOWS_CLUSTER_NODE;

  @ArchTest static final ArchRule cycles = HouseRules.PACKAGES_HAVE_NO_CYCLES;

  @ArchTest static final ArchRule packageInfos = HouseRules.EVERY_PACKAGE_SAYS_ITS_IDEA;

  @ArchTest static final ArchRule logging = HouseRules.NO_JAVA_UTIL_LOGGING;

  @ArchTest static final ArchRule printing = HouseRules.ONLY_THE_COMMAND_LINE_PRINTS;

  @ArchTest static final ArchRule sleeping = HouseRules.NOBODY_SLEEPS;

  /** A rule about classes that were never read would hold for ever. */
  @ArchTest
  static void shouldHaveReadEveryModule(JavaClasses read) {
    for (String module :
        List.of(
            "actormodel",
            "sharding",
            "persistence",
            "protocols",
            "configuration",
            "httpapi",
            "clusternode")) {
      assertThat(read.stream().filter(each -> each.getName().startsWith("io.hie." + module + ".")))
          .as("classes of io.hie." + module)
          .hasSizeGreaterThan(1);
    }
  }
}
