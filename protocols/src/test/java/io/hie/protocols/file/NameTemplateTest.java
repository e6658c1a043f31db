package io.hie.protocols.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.actormodel.envelope.ContentType;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.protocols.file.NameTemplate.BadTemplateException;
import io.hie.protocols.file.NameTemplate.Token;
import io.hie.protocols.testing.Messages;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTemplateTest {
  private final MessageEnvelope message = Messages.hl7(Messages.adt("MSG0001"));

  private List<String> name(String template, MessageEnvelope envelope) throws Exception {
    return NameTemplate.compile(template, ZoneOffset.UTC)
        .name(new MessageValues(Messages.delivery("delivery-7", envelope)));
  }

  @ParameterizedTest
  @CsvSource({
    "{date}, 2026-11-22",
    "{time}, 101530",
    "{timestamp}, 20261122T101530.123",
    "{key-hash}, 0a1b2c3d4e5f6071",
    "{control-id}, MSG0001",
    "{type}, ADT",
    "{event}, A01",
    "{source}, PAS_In",
    "{delivery-id}, delivery-7",
    "{sequence}, 0000000042",
    "a-{type}_{event}.hl7, a-ADT_A01.hl7"
  })
  void shouldReplaceEachTokenByItsValue(String template, String expected) throws Exception {
    assertThat(name(template, message)).containsExactly(expected);
  }

  @Test
  void shouldNameByTheMessageIdOfTheHeader() throws Exception {
    assertThat(name("{date}/{key-hash}-{message-id}.hl7", message))
        .containsExactly("2026-11-22", "0a1b2c3d4e5f6071-" + message.header().messageId() + ".hl7");
  }

  @Test
  void shouldShowDatesOfTheZoneAsked() throws Exception {
    NameTemplate summer = NameTemplate.compile("{date}-{time}", ZoneId.of("Pacific/Auckland"));

    assertThat(summer.name(new MessageValues(Messages.delivery("d", message))))
        .containsExactly("2026-11-22-231530");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "/etc/passwd", "..", ".bashrc", "a/b/c", "nul\u0000", "\\\\h"})
  void shouldNotLetAControlIdAddOrLeaveADirectory(String hostile) throws Exception {
    List<String> names = name("{date}/{control-id}", Messages.hl7(Messages.adt(hostile)));

    assertThat(names).hasSize(2);
    assertThat(names.getLast()).doesNotContain("/", "\\", "..", "\u0000").doesNotStartWith(".");
  }

  @Test
  void shouldNotHideAFileWhoseFirstValueIsADot() throws Exception {
    assertThat(name("{control-id}.{type}", Messages.hl7(Messages.adt("."))))
        .containsExactly("_.ADT");
  }

  @Test
  void shouldNameMessagesThatAreNotHl7() throws Exception {
    MessageEnvelope json =
        MessageEnvelope.custom(
            Messages.payload("{}"),
            ContentType.JSON,
            "Order",
            "1",
            StandardCharsets.UTF_8,
            "Web_In",
            Messages.RECEIVED);

    assertThat(name("{type}-{event}-{control-id}.json", json))
        .containsExactly("Order-none-none.json");
  }

  @Test
  void shouldNameMessagesThatOnlyClaimToBeHl7() throws Exception {
    assertThat(name("{type}-{control-id}", Messages.hl7("not hl7 at all")))
        .containsExactly("ADT_A01-none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/abs/{date}",
        "a//b",
        "a/",
        "../{date}",
        "./x",
        "a/../b",
        ".hidden",
        "a\\b",
        "a\u0001",
        "{date",
        "date}",
        "{}",
        "{Date}",
        "{date}}"
      })
  void shouldRefuseWhatCannotBeATemplate(String template) {
    assertThatThrownBy(() -> NameTemplate.compile(template, ZoneOffset.UTC))
        .isInstanceOf(BadTemplateException.class);
  }

  @Test
  void shouldNameTheUnknownToken() {
    assertThatThrownBy(() -> NameTemplate.compile("{mesage-id}", ZoneOffset.UTC))
        .isInstanceOfSatisfying(
            BadTemplateException.class,
            bad -> assertThat(bad.unknownToken()).isEqualTo(Optional.of("mesage-id")));
  }

  @Test
  void shouldKnowWhichNamesAreOneMessagesOwn() throws Exception {
    assertThat(NameTemplate.compile("{date}/{message-id}", ZoneOffset.UTC).identifiesMessage())
        .isTrue();
    assertThat(NameTemplate.compile("{key-hash}-{sequence}", ZoneOffset.UTC).identifiesMessage())
        .isTrue();
    assertThat(NameTemplate.compile("{key-hash}-{date}", ZoneOffset.UTC).identifiesMessage())
        .isFalse();
    assertThat(NameTemplate.compile("latest.hl7", ZoneOffset.UTC).isConstant()).isTrue();
  }

  @Test
  void shouldExplainEveryToken() {
    assertThat(Token.values()).allSatisfy(token -> assertThat(token.meaning()).isNotBlank());
  }
}
