// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.io.File;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.UsageException;

/**
 * The folder that a session is in: what files are named from. Commands do not take the session as an
 * argument, because Gogo then takes the word null for one.
 */
final class WorkingFolder {

    /** Where felix:cd keeps it. */
    private static final String VARIABLE = "_cwd";

    /** What stands before the colon of nbd://, file:, json: and the like. */
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    private final Path folder;

    private WorkingFolder(Path folder) {
        this.folder = folder;
    }

    /** Returns the folder of the session whose command runs on this thread, else that of the process. */
    static WorkingFolder current() {
        CommandSession session = CommandSession.Utils.current();
        if (session == null) {
            return new WorkingFolder(Path.of("").toAbsolutePath());
        }
        return switch (session.get(VARIABLE)) {
            case File file -> new WorkingFolder(file.toPath());
            case URI uri -> new WorkingFolder(Path.of(uri));
            case null, default -> new WorkingFolder(session.currentDir());
        };
    }

    /**
     * Returns a file.
     *
     * @param arguments for the exception
     * @param argument which argument names it
     */
    Path file(Arguments arguments, String argument, String name) throws UsageException {
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw arguments.wrong(argument, "'" + name + "' is no file name: " + e.getReason());
        }
    }

    /** Returns an image's name: a file's in full, and one that begins with a protocol as it is. */
    String image(Arguments arguments, String argument, String name) throws UsageException {
        return PROTOCOL.matcher(name).matches() ? name : file(arguments, argument, name).toString();
    }
}
