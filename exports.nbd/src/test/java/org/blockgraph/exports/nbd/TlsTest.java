// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportTls;
import org.blockgraph.exports.nbd.protocol.Command;
import org.blockgraph.exports.nbd.protocol.Option;
import org.blockgraph.exports.nbd.protocol.OptionReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted exports, with certificates made here. */
class TlsTest {

    private static final int SIZE = 4 << 20;
    private static final int FAREWELL_MILLIS = 500;

    @TempDir
    private Path folder;

    private ExportFixture fixture;
    private Path image;
    private Certificates keys;

    @BeforeEach
    void start() throws Exception {
        fixture = new ExportFixture(folder);
        image = fixture.raw("d0", SIZE);
        keys = Certificates.make(folder.resolve("keys"));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    /** Runs a program that must succeed; when it does not, the server's side is told too. */
    private String run(Object... command) throws Exception {
        try {
            return Program.run(command);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; the server says " + fixture.log, e);
        }
    }

    private ExportInfo export(boolean verify) throws Exception {
        ExportTls tls = new ExportTls(keys.toString(), verify);
        return fixture.export("d0", "tcp:localhost:0", "d0", false, tls);
    }

    /** By the name that the server's certificate has. */
    private static String uri(ExportInfo export) {
        return export.uri().replace("127.0.0.1", "localhost");
    }

    @Test
    void libnbdCopiesOverTls() throws Exception {
        String uri = uri(export(true)) + "?tls-certificates=" + keys;
        String told = run("nbdinfo", uri);
        assertTrue(told.contains("newstyle-fixed with TLS"), told);
        Path copy = folder.resolve("copy");
        run("nbdcopy", uri, copy);
        assertEquals(-1, Files.mismatch(image, copy));
        run("nbdcopy", "--connections=3", copy, uri);
        assertEquals(-1, Files.mismatch(image, copy));
    }

    @Test
    void qemuReadsAndWritesOverTls() throws Exception {
        int port = ExportFixture.port(export(false));
        run(
                "qemu-io", "--object", "tls-creds-x509,id=t,endpoint=client,verify-peer=yes,dir=" + keys,
                "--image-opts", "-c", "write -P 9 64k 1M", "-c", "read -P 9 64k 1M",
                "driver=nbd,host=localhost,port=" + port + ",export=d0,tls-creds=t");
    }

    @Test
    void aClientWithoutCertificateIsRefused() throws Exception {
        String uri = uri(export(true));
        Path bare = Files.createDirectory(folder.resolve("bare"));
        Files.copy(keys.folder().resolve("ca-cert.pem"), bare.resolve("ca-cert.pem"));
        Program.Answer answer = Program.ask("nbdinfo", uri + "?tls-certificates=" + bare);
        assertTrue(answer.code() != 0, answer.output());
    }

    /** By TLS 1.2 a farewell ends both directions: what is answered then has nowhere to go. */
    @Test
    void aFarewellBeforeTheReplyEndsTheConnection() throws Exception {
        int port = ExportFixture.port(export(false));
        DrainHandle drain = fixture.graph().drain("d0");
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            SSLSocket secret = new RawClient(plain).encrypt(keys.trusting(), "TLSv1.2");
            RawClient client = new RawClient(secret);
            client.option(Option.GO, RawClient.go("d0"));
            fixture.awaitClients("d0", 1);
            client.send(RawClient.request(0, Command.READ, 1, 0, 4096));
            fixture.awaitUnderWay();
            sayFarewell(plain, secret);
            drain.close();
            fixture.awaitClients("d0", 0);
        } finally {
            drain.close();
        }
    }

    /** The server does not answer the farewell while the request waits. */
    private static void sayFarewell(Socket plain, SSLSocket secret) throws IOException {
        plain.setSoTimeout(FAREWELL_MILLIS);
        try {
            secret.close();
        } catch (SocketTimeoutException | SSLException e) {
            // It has been sent, which is what counts.
        }
    }

    @Test
    void plainTextIsRefused() throws Exception {
        String uri = uri(export(false));
        Program.Answer answer = Program.ask("nbdinfo", uri.replace("nbds:", "nbd:"));
        assertTrue(answer.code() != 0, answer.output());
        ExportTls tls = new ExportTls(keys.toString(), false);
        Path socket = folder.resolve("s");
        fixture.export("d0", "unix:" + socket, "d0", false, tls);
        try (RawClient client = new RawClient(socket).greet(3)) {
            for (int option : new int[] {Option.LIST, Option.INFO, Option.GO, Option.STRUCTURED_REPLY, 77}) {
                assertEquals(OptionReply.TLS_REQUIRED, client.ask(option).type(), "option " + option);
            }
            assertEquals(OptionReply.ACK, client.ask(Option.ABORT).type());
        }
        try (RawClient client = new RawClient(socket).greet(3)) {
            client.option(Option.EXPORT_NAME, (byte) 'd', (byte) '0');
            assertEquals(0, client.receiveAll().length);
        }
    }
}
