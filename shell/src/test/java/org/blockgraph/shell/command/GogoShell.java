// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.format.BlockConverter;

/** A real Gogo session with all commands, on a plain class path. One thread. */
final class GogoShell implements AutoCloseable {

    final BlockLayer layer = new BlockLayer();

    private final ThreadIOImpl threadIo = new ThreadIOImpl();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final CommandSession session;

    GogoShell(Path folder) {
        threadIo.start();
        commands(layer).forEach((function, command) -> processor.addCommand(Syntax.SCOPE, command, function));
        processor.addConverter(new BlockConverter());
        session = processor.createSession(new ByteArrayInputStream(new byte[0]), printed, printed);
        session.currentDir(folder);
    }

    /** Returns every command by the name of its function. */
    static Map<String, Object> commands(BlockLayer layer) {
        Map<String, Object> commands = new LinkedHashMap<>();
        commands.put("drivers", new DriversCommand(layer));
        commands.put("create", new CreateCommand(layer));
        commands.put("open", new OpenCommand(layer));
        commands.put("close", new CloseCommand(layer));
        commands.put("graph", new GraphCommand(layer));
        commands.put("info", new InfoCommand(layer));
        commands.put("read", new ReadCommand(layer));
        commands.put("write", new WriteCommand(layer));
        commands.put("bench", new BenchCommand(layer));
        commands.put("flush", new FlushCommand(layer));
        commands.put("discard", new DiscardCommand(layer));
        commands.put("map", new MapCommand(layer));
        commands.put("stat", new StatCommand(layer));
        commands.put("replace-driver", new ReplaceDriverCommand(layer));
        commands.put("replaceDriver", commands.get("replace-driver"));
        commands.put("why", new WhyCommand(layer));
        commands.put("revive", new ReviveCommand(layer));
        commands.put("lock", new LockCommand(layer));
        commands.put("command", new CommandCommand(layer));
        commands.put("check", new CheckCommand(layer));
        commands.put("export", new ExportCommand(layer));
        commands.put("exports", new ExportsCommand(layer));
        commands.put("unexport", new UnexportCommand(layer));
        edits(layer, commands);
        return commands;
    }

    private static void edits(BlockLayer layer, Map<String, Object> commands) {
        commands.put("add", new AddCommand(layer));
        commands.put("delete", new DeleteCommand(layer));
        commands.put("insert", new InsertCommand(layer));
        commands.put("remove", new RemoveCommand(layer));
        commands.put("replace", new ReplaceCommand(layer));
        commands.put("snapshot", new SnapshotCommand(layer));
        commands.put("reopen", new ReopenCommand(layer));
        commands.put("resize", new ResizeCommand(layer));
        commands.put("threshold", new ThresholdCommand(layer));
        commands.put("permissions", new PermissionsCommand(layer));
        commands.put("limits", new LimitsCommand(layer));
        commands.put("drain", new DrainCommand(layer));
        commands.put("undrain", new UndrainCommand(layer));
    }

    CommandSession session() {
        return session;
    }

    /** Returns what the line's command returns. */
    Object run(String line) throws Exception {
        return session.execute(line);
    }

    /** Returns what a user sees after the line: what the command printed, then its result. */
    String shows(String line) throws Exception {
        printed.reset();
        Object result = session.execute(line);
        String shown = result == null ? "" : session.format(result, Converter.INSPECT).toString();
        return printed.toString(StandardCharsets.UTF_8) + shown;
    }

    /** Asserts that the line fails with a message of one line, and returns what was printed before. */
    String fails(String line, String message) {
        printed.reset();
        BlockException failure = assertThrows(BlockException.class, () -> session.execute(line), line);
        assertEquals(message, failure.getMessage(), line);
        assertEquals(1, failure.getMessage().lines().count(), failure.getMessage());
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        session.close();
        processor.stop();
        threadIo.stop();
    }
}
