package io.hie.protocols.file;

import io.hie.actormodel.item.ConnectionTest;
import io.hie.actormodel.item.ConnectionTest.Finding;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.HostSettings.ExecutionMode;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Nearest;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.file.NameTemplate.BadTemplateException;
import io.hie.protocols.file.NameTemplate.Token;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** {@code file.operation}: writes each message into a file of its own. */
public final class FileOperationType implements ItemType {

  @Override
  public String name() {
    return "file.operation";
  }

  @Override
  public ItemKind kind() {
    return ItemKind.OPERATION;
  }

  @Override
  public Class<? extends Record> adapterSettings() {
    return FileOperationSettings.class;
  }

  @Override
  public void validate(ItemDefinition definition, Problems problems) {
    FileOperationSettings settings = (FileOperationSettings) definition.adapter();
    String place = definition.path() + ".adapter_settings.";
    ZoneId zone = ZoneOffset.UTC;
    try {
      zone = ZoneId.of(settings.timeZone());
    } catch (DateTimeException unknown) {
      problems.error(
          place + "TimeZone",
          "there is no time zone \"" + settings.timeZone() + "\"",
          Nearest.to(settings.timeZone(), ZoneId.getAvailableZoneIds())
              .map(near -> "did you mean \"" + near + "\"?")
              .orElse("a name such as Europe/London or UTC"));
    }
    try {
      NameTemplate template = NameTemplate.compile(settings.fileName(), zone);
      if (template.isConstant()) {
        problems.warning(
            place + "FileName",
            "every message has the same name; all but the first get a suffix",
            "put a token into it, such as {message-id}");
      }
      if (definition.host().executionMode() == ExecutionMode.MULTIPROCESS
          && !template.identifiesMessage()) {
        problems.error(
            definition.path() + ".host_settings.ExecutionMode",
            "two messages can have one FileName, and where there are no hard links several"
                + " processes cannot keep their files apart",
            "put {message-id} into FileName, or write thread_pool");
      }
    } catch (BadTemplateException bad) {
      problems.error(
          place + "FileName",
          String.valueOf(bad.getMessage()),
          bad.unknownToken()
              .map(word -> Nearest.hint(word, Token.all()))
              .orElse("for example {date}/{key-hash}-{message-id}.hl7"));
    }
  }

  @Override
  public ConnectionTest testConnection(ItemDefinition definition, Duration atMost) {
    FileOperationSettings settings = (FileOperationSettings) definition.adapter();
    Directories.open("Directory", settings.directory(), false);
    return new ConnectionTest(
        Finding.WELL, settings.directory().toString(), "it can be written to");
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    FileOperationSettings settings = (FileOperationSettings) definition.adapter();
    try {
      NameTemplate template =
          NameTemplate.compile(settings.fileName(), ZoneId.of(settings.timeZone()));
      return new FileOperation(settings, template, context);
    } catch (BadTemplateException notValidated) {
      throw new IllegalArgumentException(notValidated);
    }
  }
}
