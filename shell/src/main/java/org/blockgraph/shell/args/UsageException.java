// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** A command was called with an argument that makes no sense; the one-line message names the argument. */
public final class UsageException extends BlockException {

    private static final long serialVersionUID = 1L;

    UsageException(String command, String argument, String complaint) {
        super(BlockError.INVALID, oneLine(Syntax.SCOPE + ':' + command + ": " + argument + ": " + complaint));
    }

    /** What a user typed may hold line breaks; the message stays one line all the same. */
    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }
}
