// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.Test;

class ExceptionCopyTest {

    @Test
    void aPlainOneIsNotCopied() {
        IOException cause = new IOException("from the JDK", new IllegalStateException("as well"));
        BlockException plain = new BlockException(BlockError.IO, "disk", 5, "broken", cause);
        assertSame(plain, own(plain));
    }

    @Test
    void anotherClassIsCopied() {
        DriversOwn original = new DriversOwn("odd", null);
        BlockException copy = own(original);
        assertSame(BlockException.class, copy.getClass());
        assertEquals(BlockError.CORRUPT, copy.error());
        assertEquals("made up: odd", copy.getMessage());
        assertEquals("image", copy.node());
        assertEquals(77, copy.offset());
        assertNull(copy.getCause());
        assertArrayEquals(original.getStackTrace(), copy.getStackTrace());
    }

    @Test
    void aCauseOfTheDriversIsKeptAsText() {
        Exception cause = new IOException("outer", new DriversFault());
        BlockException copy = own(new BlockException(BlockError.IO, "disk", 5, "broken", cause));
        TextStack text = assertInstanceOf(TextStack.class, copy.getCause());
        assertTrue(text.getMessage().startsWith("java.io.IOException: outer\n\tat "), text::getMessage);
        assertTrue(
                text.getMessage().contains("Caused by: " + DriversFault.class.getName() + ": (its message"));
        assertSame(copy, own(copy), "a copy is as plain as can be");
    }

    @Test
    void whatIsSuppressedCountsToo() {
        BlockException original = new BlockException(BlockError.IO, "disk", "broken");
        original.addSuppressed(new DriversFault());
        BlockException copy = own(original);
        assertNotSame(original, copy);
        assertEquals(0, copy.getSuppressed().length);
    }

    @Test
    void theNodeIsFilledIn() {
        BlockException copy = own(new BlockException(BlockError.NOT_SUPPORTED, "can't do that"));
        assertEquals("disk", copy.node());
        assertEquals(BlockError.NOT_SUPPORTED, copy.error());
        assertEquals("can't do that", copy.getMessage());
    }

    @Test
    void withoutAnErrorItIsTheDriversFault() {
        assertEquals(
                BlockError.DRIVER_FAULT,
                own(new BlockException(null, "disk", "of what kind?")).error());
    }

    @Test
    void hostileOnesAreBounded() {
        Exception loop = new IOException("a".repeat(1_000_000));
        loop.initCause(new IOException("b".repeat(1_000_000), loop));
        BlockException copy = own(new IllegalStateException(loop));
        assertTrue(copy.getMessage().length() < 2 * ExceptionCopy.MAX_MESSAGE, "the sentence");
        int bound = ExceptionCopy.MAX_TEXT + ExceptionCopy.MAX_MESSAGE + 1000;
        assertTrue(copy.getCause().getMessage().length() < bound, "the text");
        assertEquals(BlockError.DRIVER_FAULT, own(new DriversFault()).error());
    }

    @Test
    void whatIsKeptDoesNotPinTheDriversLoader() throws Exception {
        ClassLoader loader = new FreshLoader(ExceptionCopyTest.class.getName() + "$");
        Class<?> driver = loader.loadClass(Thrower.class.getName());
        BlockException thrown = own((Throwable) driver.getDeclaredMethod("thrown").invoke(null));
        assertSame(BlockException.class, thrown.getClass());
        BlockException kept = ExceptionCopy.outward(thrown);
        assertTrue(kept.getStackTrace().length > 0);
        WeakReference<ClassLoader> gone = new WeakReference<>(loader);
        loader = null;
        driver = null;
        thrown = null;
        Await.until("the driver's loader to be collected", () -> {
            System.gc();
            return gone.get() == null;
        });
        assertEquals("thrown by a driver", kept.getMessage());
    }

    private static BlockException own(Throwable thrown) {
        return ExceptionCopy.own("disk", "read", 5, thrown);
    }

    /** Makes a plain exception; its live stack has a method of this class on it. */
    public static final class Thrower {
        private Thrower() {}

        /** Returns it. */
        public static Exception thrown() {
            return new BlockException(BlockError.IO, "disk", "thrown by a driver");
        }
    }

    /** Makes its message up when asked. */
    public static final class DriversOwn extends BlockException {
        private static final long serialVersionUID = 1L;

        DriversOwn(String message, Throwable cause) {
            super(BlockError.CORRUPT, "image", 77, message, cause);
        }

        @Override
        public String getMessage() {
            return "made up: " + super.getMessage();
        }
    }

    /** Can't even say what is wrong. */
    public static final class DriversFault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}
