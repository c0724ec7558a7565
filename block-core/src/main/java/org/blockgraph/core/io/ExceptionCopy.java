// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.util.Objects;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * Takes over what a driver throws, so that nothing of the driver's own types goes further up: neither the
 * exception, nor a cause, nor a message that is made up later.
 */
public final class ExceptionCopy {

    /** The most causes of one exception that are looked at or written down. */
    static final int MAX_CAUSES = 8;

    /** The longest text of a stack, in characters; the rest is left out. */
    static final int MAX_TEXT = 16_384;

    /** The longest message taken over, in characters; the rest is left out. */
    static final int MAX_MESSAGE = 2_000;

    private ExceptionCopy() {}

    /**
     * Makes a driver's throwable fit for its callers above: a plain BlockException passes as it is, any
     * other is copied, and whatever is no BlockException becomes DRIVER_FAULT.
     *
     * @param node the node whose driver threw
     * @param action what it was doing, such as "read"
     * @param offset where, in bytes, or {@link BlockException#NO_OFFSET}
     * @throws OutOfMemoryError as it is: it is the machine's trouble and not the driver's
     */
    public static BlockException own(String node, String action, long offset, Throwable thrown) {
        if (thrown.getClass() == OutOfMemoryError.class) {
            throw (OutOfMemoryError) thrown;
        }
        if (thrown instanceof BlockException block && block.error() != null) {
            return plain(block) ? block : copy(block, Objects.requireNonNullElse(block.node(), node));
        }
        String sentence = node + ": its driver failed in " + action + at(offset) + " with " + describe(thrown)
                + "; try another version of it with block:replace-driver";
        TextStack stack = new TextStack(text(thrown));
        return new BlockException(BlockError.DRIVER_FAULT, node, offset, sentence, stack);
    }

    /**
     * Copies an exception for whoever keeps it longer than the call that it ended. Every live exception keeps
     * the class loaders of the methods that it came through; the copy has that part as text. To be called
     * where no driver is on the stack: by a device for its client, or to keep a reason.
     */
    public static BlockException outward(BlockException thrown) {
        return copy(thrown, thrown.node());
    }

    /** Makes the exception for a broken contract. */
    static BlockException fault(String node, String action, long offset, String how) {
        String sentence = node + ": its driver broke its contract in " + action + at(offset) + ": " + how
                + "; try another version of it with block:replace-driver";
        return new BlockException(BlockError.DRIVER_FAULT, node, offset, sentence, null);
    }

    private static String at(long offset) {
        return offset == BlockException.NO_OFFSET ? "" : " at offset " + offset;
    }

    private static BlockException copy(BlockException from, String node) {
        Throwable cause = cause(from);
        TextStack text = null;
        if (cause instanceof TextStack already) {
            text = already;
        } else if (cause != null) {
            text = new TextStack(text(cause));
        }
        BlockException copy = new BlockException(from.error(), node, from.offset(), message(from), text);
        copy.setStackTrace(stack(from));
        return copy;
    }

    /** Tells whether it names its node and is of the API's and the JDK's types through and through. */
    private static boolean plain(BlockException thrown) {
        if (thrown.getClass() != BlockException.class || thrown.node() == null) {
            return false;
        }
        Throwable one = thrown;
        for (int depth = 0; one != null; one = one.getCause()) {
            boolean known = one == thrown || one instanceof TextStack || ofTheJdk(one.getClass());
            if (!known || one.getSuppressed().length > 0 || ++depth > MAX_CAUSES) {
                return false;
            }
        }
        return true;
    }

    private static boolean ofTheJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    private static String text(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable one = thrown;
        for (int depth = 0; one != null && depth < MAX_CAUSES && text.length() < MAX_TEXT; depth++) {
            text.append(depth == 0 ? "" : "Caused by: ").append(describe(one)).append('\n');
            for (StackTraceElement element : stack(one)) {
                if (text.length() >= MAX_TEXT) {
                    text.append("\t...\n");
                    break;
                }
                text.append("\tat ").append(element).append('\n');
            }
            one = cause(one);
        }
        return text.toString();
    }

    private static String describe(Throwable thrown) {
        String message = message(thrown);
        String name = thrown.getClass().getName();
        return message == null ? name : name + ": " + message;
    }

    /** The three below run code of the driver's where it overrides them, which may throw in its turn. */
    private static String message(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            boolean tooLong = message != null && message.length() > MAX_MESSAGE;
            return tooLong ? message.substring(0, MAX_MESSAGE) + "..." : message;
        } catch (RuntimeException | StackOverflowError e) {
            return "(its message can't be had)";
        }
    }

    private static Throwable cause(Throwable thrown) {
        try {
            Throwable cause = thrown.getCause();
            return cause == thrown ? null : cause;
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }

    private static StackTraceElement[] stack(Throwable thrown) {
        try {
            return thrown.getStackTrace();
        } catch (RuntimeException | StackOverflowError e) {
            return new StackTraceElement[0];
        }
    }
}
