package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.hie.actormodel.misplaced.KnowsTheWorld;
import io.hie.configuration.misplaced.KnowsWhatIsDone;
import io.hie.httpapi.misplaced.KnowsItems;
import io.hie.misplaced.one.Chicken;
import io.hie.misplaced.one.LoudAndSleepy;
import io.hie.misplaced.other.Egg;
import io.hie.persistence.misplaced.KnowsWhoWrites;
import io.hie.protocols.misplaced.KnowsACluster;
import io.hie.sharding.misplaced.KnowsTheJournal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the house finds the class that was put in a wrong place to break it. */
final class HouseRulesTest {
  private static final JavaClasses READ =
      new ClassFileImporter()
          .importClasses(
              KnowsTheWorld.class,
              KnowsTheJournal.class,
              KnowsWhoWrites.class,
              KnowsACluster.class,
              KnowsItems.class,
              KnowsWhatIsDone.class,
              Chicken.class,
              Egg.class,
              LoudAndSleepy.class,
              Hie.class,
              ideaOf(Hie.class));

  static Stream<Arguments> classesThatKnowTooMuch() {
    return Stream.of(
        arguments(
            HouseRules.ACTOR_MODEL_KNOWS_NO_PROTOCOL_DATABASE_HTTP_OR_CLUSTER,
            KnowsTheWorld.class,
            KnowsTheWorld.KNOWN),
        arguments(
            HouseRules.SHARDING_KNOWS_NO_PROTOCOL_HTTP_OR_JOURNAL,
            KnowsTheJournal.class,
            KnowsTheJournal.KNOWN),
        arguments(
            HouseRules.PERSISTENCE_KNOWS_NO_PROTOCOL_HTTP_OR_SHARDING,
            KnowsWhoWrites.class,
            KnowsWhoWrites.FORBIDDEN),
        arguments(
            HouseRules.PROTOCOLS_KNOW_NO_CLUSTER_DATABASE_OR_SHARDING,
            KnowsACluster.class,
            KnowsACluster.KNOWN),
        arguments(
            HouseRules.HTTP_API_KNOWS_NO_ITEM_OR_PERSISTENCE_INTERNALS,
            KnowsItems.class,
            KnowsItems.KNOWN),
        arguments(
            HouseRules.CONFIGURATION_KNOWS_NO_MESSAGES_HTTP_OR_DATABASE,
            KnowsWhatIsDone.class,
            KnowsWhatIsDone.KNOWN));
  }

  @ParameterizedTest
  @MethodSource("classesThatKnowTooMuch")
  void shouldNameEachClassThatAModuleMustNotKnow(
      ArchRule rule, Class<?> misplaced, List<Class<?>> forbidden) {
    assertThat(forbidden).isNotEmpty();
    for (Class<?> each : forbidden) {
      assertThat(breaches(rule, misplaced))
          .as("%s knows %s", misplaced.getSimpleName(), each.getName())
          .anyMatch(breach -> breach.contains("<" + each.getName() + ">"));
    }
  }

  @Test
  void shouldLetPersistenceKnowRecordsButNotActors() {
    assertThat(breaches(HouseRules.PERSISTENCE_KNOWS_ONLY_WHAT_IS_RECORDED, KnowsWhoWrites.class))
        .isNotEmpty()
        .allMatch(breach -> breach.contains("<io.hie.actormodel.runtime.Productions>"));
  }

  @Test
  void shouldNameWhoKnowsClusterNode() {
    for (Class<?> misplaced :
        List.of(
            KnowsTheWorld.class,
            KnowsTheJournal.class,
            KnowsWhoWrites.class,
            KnowsACluster.class,
            KnowsWhatIsDone.class,
            KnowsItems.class)) {
      assertThat(breaches(HouseRules.NOTHING_KNOWS_CLUSTER_NODE, misplaced))
          .as(misplaced.getName())
          .anyMatch(breach -> breach.contains("<io.hie.clusternode.Hie>"));
    }
  }

  @Test
  void shouldFindAPairOfPackagesThatStandOnEachOther() {
    assertThat(breaches(HouseRules.PACKAGES_HAVE_NO_CYCLES, Chicken.class, Egg.class))
        .anyMatch(breach -> breach.contains("Cycle detected"));
  }

  @Test
  void shouldFindAPackageThatDoesNotSayItsIdea() {
    assertThat(breaches(HouseRules.EVERY_PACKAGE_SAYS_ITS_IDEA, Chicken.class, Hie.class))
        .singleElement()
        .asString()
        .contains(Chicken.class.getName());
  }

  @Test
  void shouldFindOtherWaysOfLogging() {
    assertThat(breaches(HouseRules.NO_JAVA_UTIL_LOGGING, LoudAndSleepy.class)).isNotEmpty();
  }

  @Test
  void shouldFindBothStandardStreams() {
    assertThat(breaches(HouseRules.ONLY_THE_COMMAND_LINE_PRINTS, LoudAndSleepy.class))
        .anyMatch(breach -> breach.contains("System.out"))
        .anyMatch(breach -> breach.contains("System.err"));
  }

  @Test
  void shouldFindEveryWayToSleep() {
    assertThat(breaches(HouseRules.NOBODY_SLEEPS, LoudAndSleepy.class)).hasSize(3);
  }

  private static List<String> breaches(ArchRule rule, Class<?>... read) {
    EvaluationResult result =
        rule.evaluate(READ.that(DescribedPredicate.describe("read", each -> isOneOf(each, read))));
    return result.getFailureReport().getDetails();
  }

  /** The package-info of a class, which has no name in Java. */
  private static Class<?> ideaOf(Class<?> inside) {
    try {
      return Class.forName(inside.getPackageName() + ".package-info");
    } catch (ClassNotFoundException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static boolean isOneOf(JavaClass each, Class<?>... classes) {
    return Stream.of(classes).anyMatch(each::isEquivalentTo);
  }
}
