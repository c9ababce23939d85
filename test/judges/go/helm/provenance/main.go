// Command provenance makes keys, signs a chart's archive with them, spoils some of it, and tells what Helm's own
// verification makes of it: one JSON document with keyrings and cases.
//
//	provenance [-spoiled COUNT] [-seed NUMBER] > cases.json
package main

import (
	"bytes"
	"crypto"
	"crypto/dsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	mathrand "math/rand"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/clearsign"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"helm.sh/helm/v4/pkg/provenance"
)

type testCase struct {
	Name        string   `json:"name"`
	Keyring     string   `json:"keyring"`
	Archive     string   `json:"archive,omitempty"`
	ArchiveName string   `json:"archiveName,omitempty"`
	Provenance  string   `json:"provenance"`
	Error       string   `json:"error,omitempty"`
	SignedBy    []string `json:"signedBy,omitempty"`
	Fingerprint string   `json:"fingerprint,omitempty"`
}

type document struct {
	Archive     string            `json:"archive"`
	ArchiveName string            `json:"archiveName"`
	Keyrings    map[string]string `json:"keyrings"`
	Cases       []testCase        `json:"cases"`
}

const (
	archive     = "not really an archive\n"
	archiveName = "web-1.2.3.tgz"
)

var (
	made   = time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	doc    = document{Archive: archive, ArchiveName: archiveName, Keyrings: map[string]string{}}
	folder string
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func config() *packet.Config {
	return &packet.Config{Time: func() time.Time { return made }, DefaultHash: crypto.SHA512}
}

func binary(entities ...*openpgp.Entity) []byte {
	var out bytes.Buffer
	for _, entity := range entities {
		check(entity.Serialize(&out))
	}
	return out.Bytes()
}

func message(name, data string) string {
	sum := sha256.Sum256([]byte(data))
	return fmt.Sprintf("apiVersion: v2\nname: web\nversion: 1.2.3\n\n...\nfiles:\n  %s: sha256:%s\n", name, hex.EncodeToString(sum[:]))
}

func trySignText(key *packet.PrivateKey, text string, cfg *packet.Config) (string, error) {
	var out bytes.Buffer
	writer := must(clearsign.Encode(&out, key, cfg))
	must(writer.Write([]byte(text)))
	err := writer.Close()
	return out.String(), err
}

func signText(key *packet.PrivateKey, text string, cfg *packet.Config) string {
	return must(trySignText(key, text, cfg))
}

// judge tells what Helm makes of it.
func judge(c testCase, keyring []byte) testCase {
	data, name := archive, archiveName
	if c.Archive != "" {
		data = c.Archive
	}
	if c.ArchiveName != "" {
		name = c.ArchiveName
	}
	path := filepath.Join(folder, "keyring")
	check(os.WriteFile(path, keyring, 0o600))
	signatory, err := provenance.NewFromKeyring(path, "")
	if err != nil {
		c.Error = "failed to load keyring: " + err.Error()
		return c
	}
	verification, err := signatory.Verify([]byte(data), []byte(c.Provenance), name)
	if err != nil {
		c.Error = err.Error()
		return c
	}
	for name := range verification.SignedBy.Identities {
		c.SignedBy = append(c.SignedBy, name)
	}
	sort.Strings(c.SignedBy)
	c.Fingerprint = fmt.Sprintf("%X", verification.SignedBy.PrimaryKey.Fingerprint)
	return c
}

func keyring(name string, data []byte) string {
	doc.Keyrings[name] = base64.StdEncoding.EncodeToString(data)
	return name
}

func add(c testCase) {
	data := must(base64.StdEncoding.DecodeString(doc.Keyrings[c.Keyring]))
	doc.Cases = append(doc.Cases, judge(c, data))
}

// safely: what panics there is no case.
func safely(run func() testCase) (c testCase, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return run(), true
}

func newEntity(name string, change func(*packet.Config)) *openpgp.Entity {
	cfg := config()
	cfg.Algorithm = packet.PubKeyAlgoEdDSA
	if change != nil {
		change(cfg)
	}
	return must(openpgp.NewEntity(name, "", strings.ToLower(name)+"@example.com", cfg))
}

func newDSA() *openpgp.Entity {
	var key dsa.PrivateKey
	check(dsa.GenerateParameters(&key.Parameters, rand.Reader, dsa.L2048N256))
	check(dsa.GenerateKey(&key, rand.Reader))
	private := packet.NewDSAPrivateKey(made, &key)
	entity := &openpgp.Entity{PrimaryKey: &private.PublicKey, PrivateKey: private, Identities: map[string]*openpgp.Identity{}}
	cfg := config()
	id := packet.NewUserId("Dsa", "", "dsa@example.com")
	primary := true
	signature := &packet.Signature{
		Version: 4, SigType: packet.SigTypePositiveCert, PubKeyAlgo: packet.PubKeyAlgoDSA, Hash: crypto.SHA256,
		CreationTime: made, IssuerKeyId: &private.KeyId, IsPrimaryId: &primary,
		FlagsValid: true, FlagSign: true, FlagCertify: true,
	}
	check(signature.SignUserId(id.Id, entity.PrimaryKey, private, cfg))
	entity.Identities[id.Id] = &openpgp.Identity{Name: id.Id, UserId: id, SelfSignature: signature, Signatures: []*packet.Signature{signature}}
	return entity
}

func kinds() {
	entities := map[string]*openpgp.Entity{
		"rsa":        newEntity("Rsa", func(c *packet.Config) { c.Algorithm = packet.PubKeyAlgoRSA; c.RSABits = 2048 }),
		"dsa":        newDSA(),
		"eddsa":      newEntity("Eddsa", func(c *packet.Config) { c.Algorithm = packet.PubKeyAlgoEdDSA }),
		"eddsa448":   newEntity("Eddsa448", func(c *packet.Config) { c.Algorithm = packet.PubKeyAlgoEdDSA; c.Curve = packet.Curve448 }),
		"ed25519":    newEntity("Ed25519", func(c *packet.Config) { c.Algorithm = packet.PubKeyAlgoEd25519 }),
		"ed448":      newEntity("Ed448", func(c *packet.Config) { c.Algorithm = packet.PubKeyAlgoEd448 }),
		"v6-ed25519": newEntity("V6", func(c *packet.Config) { c.V6Keys = true; c.Algorithm = packet.PubKeyAlgoEd25519 }),
		"v6-ed448":   newEntity("V6-448", func(c *packet.Config) { c.V6Keys = true; c.Algorithm = packet.PubKeyAlgoEd448 }),
		"v6-rsa":     newEntity("V6-Rsa", func(c *packet.Config) { c.V6Keys = true; c.Algorithm = packet.PubKeyAlgoRSA; c.RSABits = 2048 }),
	}
	for name, curve := range map[string]packet.Curve{
		"p256": packet.CurveNistP256, "p384": packet.CurveNistP384, "p521": packet.CurveNistP521,
		"secp256k1": packet.CurveSecP256k1, "brainpool256": packet.CurveBrainpoolP256,
		"brainpool384": packet.CurveBrainpoolP384, "brainpool512": packet.CurveBrainpoolP512,
	} {
		entities[name] = newEntity(name, func(c *packet.Config) { c.Algorithm = packet.PubKeyAlgoECDSA; c.Curve = curve })
	}
	entities["v6-p256"] = newEntity("V6-p256", func(c *packet.Config) {
		c.V6Keys = true
		c.Algorithm = packet.PubKeyAlgoECDSA
		c.Curve = packet.CurveNistP256
	})
	names := make([]string, 0, len(entities))
	for name := range entities {
		names = append(names, name)
	}
	sort.Strings(names)
	hashes := []crypto.Hash{crypto.SHA512, crypto.SHA256, crypto.SHA384, crypto.SHA224, crypto.SHA3_256, crypto.SHA3_512}
	var all []byte
	for i, name := range names {
		entity := entities[name]
		ring := keyring(name, binary(entity))
		all = append(all, binary(entity)...)
		cfg := config()
		add(testCase{Name: name, Keyring: ring, Provenance: signText(entity.PrivateKey, message(archiveName, archive), cfg)})
		cfg.DefaultHash = hashes[i%len(hashes)]
		// Keys of version 6 cannot sign with every hash.
		if signed, err := trySignText(entity.PrivateKey, message(archiveName, archive), cfg); err == nil {
			add(testCase{Name: fmt.Sprintf("%s with %v", name, cfg.DefaultHash), Keyring: ring, Provenance: signed})
		}
	}
	keyring("all", all)
	for _, hash := range hashes {
		cfg := config()
		cfg.DefaultHash = hash
		add(testCase{Name: "rsa with " + hash.String(), Keyring: "rsa", Provenance: signText(entities["rsa"].PrivateKey, message(archiveName, archive), cfg)})
	}
	for _, name := range []string{"dsa", "eddsa", "v6-ed25519", "p384"} {
		add(testCase{Name: name + " among many", Keyring: "all", Provenance: signText(entities[name].PrivateKey, message(archiveName, archive), config())})
	}
	var private bytes.Buffer
	check(entities["rsa"].SerializePrivateWithoutSigning(&private, nil))
	keyring("private", private.Bytes())
	add(testCase{Name: "private keyring", Keyring: "private", Provenance: signText(entities["rsa"].PrivateKey, message(archiveName, archive), config())})
	private.Reset()
	locked := newEntity("Locked", nil)
	good := signText(locked.PrivateKey, message(archiveName, archive), config())
	check(locked.EncryptPrivateKeys([]byte("secret"), config()))
	check(locked.SerializePrivateWithoutSigning(&private, nil))
	keyring("locked", private.Bytes())
	add(testCase{Name: "locked private keyring", Keyring: "locked", Provenance: good})
	var armored bytes.Buffer
	writer := must(armor.Encode(&armored, openpgp.PublicKeyType, nil))
	must(writer.Write(binary(entities["rsa"])))
	check(writer.Close())
	keyring("armored", armored.Bytes())
	keyring("empty", nil)
	keyring("truncated", binary(entities["rsa"])[:700])
	keyring("garbage first", append([]byte{0xcd, 3, 'a', 'b', 'c'}, binary(entities["p256"])...))
	keyring("unknown critical packet", append([]byte{0xc0 | 39, 1, 0}, binary(entities["p256"])...))
	keyring("unknown packet", append([]byte{0xc0 | 60, 1, 0}, binary(entities["p256"])...))
	for _, name := range []string{"armored", "empty", "truncated"} {
		add(testCase{Name: name + " keyring", Keyring: name, Provenance: signText(entities["rsa"].PrivateKey, message(archiveName, archive), config())})
	}
	for _, name := range []string{"garbage first", "unknown critical packet", "unknown packet"} {
		add(testCase{Name: "keyring with " + name, Keyring: name, Provenance: signText(entities["p256"].PrivateKey, message(archiveName, archive), config())})
	}
	texts(entities["p256"], entities["eddsa"])
}

// texts is about what is signed, and what stands around it.
func texts(entity, stranger *openpgp.Entity) {
	ring := "p256"
	signed := func(text string) string { return signText(entity.PrivateKey, text, config()) }
	text := message(archiveName, archive)
	good := signed(text)
	cases := []testCase{
		{Name: "altered archive", Archive: "altered", Provenance: good},
		{Name: "other name", ArchiveName: "web-1.2.4.tgz", Provenance: good},
		{Name: "name with quotes", ArchiveName: "a\"b\\\n.tgz", Provenance: good},
		{Name: "stranger", Provenance: signText(stranger.PrivateKey, text, config())},
		{Name: "nothing", Provenance: ""},
		{Name: "no signature", Provenance: text},
		{Name: "crlf", Provenance: strings.ReplaceAll(good, "\n", "\r\n")},
		{Name: "text around", Provenance: "hello\n" + good + "good bye\n"},
		{Name: "text before on the line", Provenance: "hello" + good},
		{Name: "white space at ends", Provenance: strings.Replace(good, "name: web\n", "name: web \t \n", 1)},
		{Name: "white space at the end of the headers", Provenance: strings.Replace(good, "SHA512\n\n", "SHA512 \n \t\n", 1)},
		{Name: "altered text", Provenance: strings.Replace(good, "name: web\n", "name: wed\n", 1)},
		{Name: "more text", Provenance: strings.Replace(good, "name: web\n", "name: web\n\n", 1)},
		{Name: "wrong hash header", Provenance: strings.Replace(good, "Hash: SHA512", "Hash: SHA256", 1)},
		{Name: "unknown hash header", Provenance: strings.Replace(good, "Hash: SHA512", "Hash: WHIRLPOOL", 1)},
		{Name: "two hashes", Provenance: strings.Replace(good, "Hash: SHA512", "Hash: SHA256, sha512", 1)},
		{Name: "no hash header", Provenance: strings.Replace(good, "Hash: SHA512\n", "", 1)},
		{Name: "other header", Provenance: strings.Replace(good, "Hash: SHA512", "Comment: hello", 1)},
		{Name: "header in lower case", Provenance: strings.Replace(good, "Hash: SHA512", "hash: SHA512", 1)},
		{Name: "header without colon", Provenance: strings.Replace(good, "Hash: SHA512", "Hash", 1)},
		{Name: "no blank line", Provenance: strings.Replace(good, "SHA512\n\n", "SHA512\n", 1)},
		{Name: "text behind the first line", Provenance: strings.Replace(good, "MESSAGE-----\n", "MESSAGE----- \n", 1)},
		{Name: "signature without end", Provenance: strings.Replace(good, "-----END PGP SIGNATURE-----", "", 1)},
		{Name: "signature without blank line", Provenance: strings.Replace(good, "SIGNATURE-----\n\n", "SIGNATURE-----\n", 1)},
		{Name: "signature with headers", Provenance: strings.Replace(good, "SIGNATURE-----\n\n", "SIGNATURE-----\nVersion: 1\nComment: a: b\n\n", 1)},
		{Name: "signature with a checksum", Provenance: strings.Replace(good, "\n-----END", "\n=AAAA\n-----END", 1)},
		{Name: "truncated", Provenance: good[:len(good)/2]},
		{Name: "signature truncated", Provenance: good[:len(good)-70] + "\n-----END PGP SIGNATURE-----\n"},
		{Name: "empty signature", Provenance: good[:strings.Index(good, "-----BEGIN PGP SIGNATURE")] + "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n"},
		{Name: "two messages", Provenance: good + signText(stranger.PrivateKey, text, config())},
		{Name: "two messages, the stranger first", Provenance: signText(stranger.PrivateKey, text, config()) + good},
		{Name: "dashes", Provenance: signed("- a: b\n-----BEGIN\n" + text)},
		{Name: "dashes in sums", Provenance: signed("a: b\n...\nfiles:\n  - a\n")},
		{Name: "sums that are no map", Provenance: signed("a: b\n...\nfiles: text\n")},
		{Name: "sums that are no yaml", Provenance: signed("a: b\n...\nfiles: [\n")},
		{Name: "sum that is a number", Provenance: signed("a: b\n...\nfiles:\n  web-1.2.3.tgz: 12\n")},
		{Name: "sum that is null", Provenance: signed("a: b\n...\nfiles:\n  web-1.2.3.tgz:\n")},
		{Name: "no sums", Provenance: signed("a: b\n...\n")},
		{Name: "names in any case", Provenance: signed(strings.Replace(text, "files:", "FILES:", 1))},
		{Name: "one part", Provenance: signed("a: b\n")},
		{Name: "three parts", Provenance: signed(text + "...\nfiles: {}\n")},
		{Name: "another file's sum", Provenance: signed(message("other-1.2.3.tgz", archive))},
		{Name: "another sum", Provenance: signed(message(archiveName, "other"))},
		{Name: "__proto__", ArchiveName: "__proto__", Provenance: signed(message("__proto__", archive))},
		{Name: "constructor, not signed", ArchiveName: "constructor", Provenance: good},
		{Name: "no end of line", Provenance: signed(strings.TrimSuffix(text, "\n"))},
		{Name: "many ends of line", Provenance: signed(text + "\n\n")},
		{Name: "beyond ASCII", Provenance: signed("# köttbullar \xff\n" + text)},
	}
	for _, c := range cases {
		c.Keyring = ring
		add(c)
	}
	joined := func(first, second string) string {
		one := must(armor.Decode(strings.NewReader(first[strings.Index(first, "-----BEGIN PGP SIGNATURE"):])))
		two := must(armor.Decode(strings.NewReader(second[strings.Index(second, "-----BEGIN PGP SIGNATURE"):])))
		var data, out bytes.Buffer
		must(data.ReadFrom(one.Body))
		must(data.ReadFrom(two.Body))
		out.WriteString(first[:strings.Index(first, "-----BEGIN PGP SIGNATURE")])
		writer := must(armor.Encode(&out, "PGP SIGNATURE", nil))
		must(writer.Write(data.Bytes()))
		check(writer.Close())
		return out.String() + "\n"
	}
	other := signText(stranger.PrivateKey, text, config())
	add(testCase{Name: "two signatures", Keyring: ring, Provenance: joined(good, other)})
	add(testCase{Name: "two signatures, the stranger first", Keyring: ring, Provenance: joined(other, good)})
	add(testCase{Name: "two signatures, the first one wrong", Keyring: ring, Provenance: joined(signed("other"), good)})
}

// lives is about keys and signatures that hold no more.
func lives() {
	text := message(archiveName, archive)
	withSubkey := func(name string, change func(*packet.Config)) *openpgp.Entity {
		entity := newEntity(name, change)
		check(entity.AddSigningSubkey(config()))
		return entity
	}
	one := func(name string, entity *openpgp.Entity, cfg *packet.Config) {
		add(testCase{Name: name, Keyring: keyring(name, binary(entity)), Provenance: signText(entity.PrivateKey, text, cfg)})
	}
	sub := func(name string, entity *openpgp.Entity, cfg *packet.Config) {
		key := entity.Subkeys[len(entity.Subkeys)-1].PrivateKey
		add(testCase{Name: name, Keyring: keyring(name, binary(entity)), Provenance: signText(key, text, cfg)})
	}
	one("key expired", newEntity("Expired", func(c *packet.Config) { c.KeyLifetimeSecs = 3600 }), config())
	one("key not yet expired", newEntity("Lasting", func(c *packet.Config) { c.KeyLifetimeSecs = 3_000_000_000 }), config())
	future := func() time.Time { return time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC) }
	one("key of the future", newEntity("Future", func(c *packet.Config) { c.Time = future }), config())
	cfg := config()
	cfg.SigLifetimeSecs = 60
	one("signature expired", newEntity("Short", nil), cfg)
	cfg = config()
	cfg.SigLifetimeSecs = 3_000_000_000
	one("signature not yet expired", newEntity("Long", nil), cfg)
	cfg = config()
	cfg.Time = future
	one("signature of the future", newEntity("Early", nil), cfg)
	cfg = config()
	cfg.SignatureNotations = []*packet.Notation{{Name: "hello@example.com", Value: []byte("x"), IsHumanReadable: true}}
	one("notation", newEntity("Note", nil), cfg)
	cfg = config()
	cfg.SignatureNotations = []*packet.Notation{{Name: "hello@example.com", Value: []byte("x"), IsCritical: true}}
	one("critical notation", newEntity("Critical", nil), cfg)

	for _, reason := range []packet.ReasonForRevocation{packet.NoReason, packet.KeyCompromised, packet.KeyRetired} {
		entity := newEntity(fmt.Sprintf("Revoked-%d", reason), nil)
		check(entity.RevokeKey(reason, "", config()))
		one(fmt.Sprintf("key revoked for %d", reason), entity, config())
	}
	later := newEntity("Later", nil)
	futureConfig := config()
	futureConfig.Time = future
	check(later.RevokeKey(packet.KeyRetired, "", futureConfig))
	one("key to be revoked", later, config())
	worse := newEntity("Worse", nil)
	check(worse.RevokeKey(packet.KeyCompromised, "", futureConfig))
	one("key to be compromised", worse, config())

	sub("subkey", withSubkey("Subkey", nil), config())
	one("primary key with a subkey that signs", withSubkey("Primary", nil), config())
	revoked := withSubkey("Subrevoked", nil)
	check(revoked.RevokeSubkey(&revoked.Subkeys[len(revoked.Subkeys)-1], packet.KeyRetired, "", config()))
	sub("subkey revoked", revoked, config())
	parent := withSubkey("Parent", nil)
	check(parent.RevokeKey(packet.KeyRetired, "", config()))
	sub("primary key of the subkey revoked", parent, config())
	shortLived := newEntity("Subexpired", nil)
	cfg = config()
	cfg.KeyLifetimeSecs = 3600
	check(shortLived.AddSigningSubkey(cfg))
	sub("subkey expired", shortLived, config())
	sub("primary key of the subkey expired", withSubkey("Parentexpired", func(c *packet.Config) { c.KeyLifetimeSecs = 3600 }), config())
	sub("version 6 subkey", func() *openpgp.Entity {
		entity := newEntity("V6sub", func(c *packet.Config) { c.V6Keys = true; c.Algorithm = packet.PubKeyAlgoEd25519 })
		cfg := config()
		cfg.V6Keys = true
		cfg.Algorithm = packet.PubKeyAlgoEd25519
		check(entity.AddSigningSubkey(cfg))
		return entity
	}(), config())

	encrypts := newEntity("Encrypts", nil)
	add(testCase{
		Name: "key for encryption", Keyring: keyring("encrypts", binary(encrypts)),
		Provenance: signWithAny(encrypts, text),
	})
	crossless := withSubkey("Crossless", nil)
	crossless.Subkeys[len(crossless.Subkeys)-1].Sig.EmbeddedSignature = nil
	last := &crossless.Subkeys[len(crossless.Subkeys)-1]
	check(last.Sig.SignKey(last.PublicKey, crossless.PrivateKey, config()))
	sub("subkey without cross-signature", crossless, config())
	stolen := withSubkey("Thief", nil)
	victim := withSubkey("Victim", nil)
	theirs := victim.Subkeys[len(victim.Subkeys)-1]
	mine := &stolen.Subkeys[len(stolen.Subkeys)-1]
	mine.PublicKey = theirs.PublicKey
	check(mine.Sig.SignKey(mine.PublicKey, stolen.PrivateKey, config()))
	add(testCase{Name: "stolen subkey", Keyring: keyring("stolen", binary(stolen)), Provenance: signText(theirs.PrivateKey, text, config())})

	two := newEntity("One", nil)
	check(two.AddUserId("Two", "", "two@example.com", config()))
	one("two names", two, config())
	flagless := newEntity("Flagless", nil)
	for _, identity := range flagless.Identities {
		identity.SelfSignature.FlagSign = false
		check(identity.SelfSignature.SignUserId(identity.UserId.Id, flagless.PrimaryKey, flagless.PrivateKey, config()))
	}
	one("key that must not sign", flagless, config())
	for _, identity := range flagless.Identities {
		identity.SelfSignature.FlagsValid = false
		check(identity.SelfSignature.SignUserId(identity.UserId.Id, flagless.PrimaryKey, flagless.PrivateKey, config()))
	}
	one("key without flags", flagless, config())
	nameless := newEntity("Nameless", nil)
	prov := signText(nameless.PrivateKey, text, config())
	nameless.Identities = nil
	add(testCase{Name: "key without names", Keyring: keyring("nameless", binary(nameless)), Provenance: prov})
	add(testCase{Name: "key without names before another", Keyring: keyring("nameless first", binary(nameless, later)), Provenance: signText(later.PrivateKey, text, config())})
	wrong := newEntity("Wrong", nil)
	for _, identity := range wrong.Identities {
		identity.SelfSignature.HashSuffix[len(identity.SelfSignature.HashSuffix)-8] ^= 1
		identity.UserId.Id += "x"
	}
	add(testCase{Name: "name that was not signed", Keyring: keyring("wrong", binary(wrong)), Provenance: signText(wrong.PrivateKey, text, config())})
	small := newEntity("Small", func(c *packet.Config) { c.Algorithm = packet.PubKeyAlgoRSA; c.RSABits = 1024 })
	one("RSA with 1024 bits", small, config())

	// Signatures of other kinds.
	for _, kind := range []packet.SignatureType{packet.SigTypeText, packet.SigTypeGenericCert} {
		entity := newEntity(fmt.Sprintf("Type-%d", kind), nil)
		add(testCase{
			Name: fmt.Sprintf("signature of type %d", kind), Keyring: keyring(fmt.Sprintf("type %d", kind), binary(entity)),
			Provenance: signAs(entity, text, kind),
		})
	}
}

func clear(text string, signature []byte) string {
	var out bytes.Buffer
	out.WriteString("-----BEGIN PGP SIGNED MESSAGE-----\n\n" + text)
	writer := must(armor.Encode(&out, "PGP SIGNATURE", nil))
	must(writer.Write(signature))
	check(writer.Close())
	return out.String() + "\n"
}

func signAs(entity *openpgp.Entity, text string, kind packet.SignatureType) string {
	signature := &packet.Signature{
		Version: 4, SigType: kind, PubKeyAlgo: entity.PrivateKey.PubKeyAlgo, Hash: crypto.SHA256,
		CreationTime: made, IssuerKeyId: &entity.PrivateKey.KeyId,
	}
	hash := crypto.SHA256.New()
	hash.Write([]byte(strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\r\n")))
	check(signature.Sign(hash, entity.PrivateKey, config()))
	var out bytes.Buffer
	check(signature.Serialize(&out))
	return clear(text, out.Bytes())
}

// signWithAny signs with the key's own id replaced by that of its encryption key.
func signWithAny(entity *openpgp.Entity, text string) string {
	key := *entity.PrivateKey
	key.KeyId = entity.Subkeys[0].PublicKey.KeyId
	key.Fingerprint = entity.Subkeys[0].PublicKey.Fingerprint
	return signText(&key, text, config())
}

func spoil(random *mathrand.Rand, data []byte) []byte {
	out := bytes.Clone(data)
	for range 1 + random.Intn(2) {
		if len(out) < 4 {
			return out
		}
		at := random.Intn(len(out))
		switch random.Intn(5) {
		case 0:
			out[at] ^= 1 << random.Intn(8)
		case 1:
			out[at] = byte(random.Intn(256))
		case 2:
			out = append(out[:at], out[at+1:]...)
		case 3:
			out = append(out[:at], append([]byte{byte(random.Intn(256))}, out[at:]...)...)
		case 4:
			out = out[:at]
		}
	}
	return out
}

func spoiled(count int, seed int64) {
	random := mathrand.New(mathrand.NewSource(seed))
	bases := doc.Cases
	for i := range count {
		base := bases[random.Intn(len(bases))]
		ring := must(base64.StdEncoding.DecodeString(doc.Keyrings[base.Keyring]))
		c := base
		c.Name = fmt.Sprintf("%s, spoiled %d", base.Name, i)
		c.Error, c.SignedBy, c.Fingerprint = "", nil, ""
		switch random.Intn(3) {
		case 0:
			ring = spoil(random, ring)
		case 1:
			c.Provenance = string(spoil(random, []byte(c.Provenance)))
		default:
			at := strings.Index(c.Provenance, "-----BEGIN PGP SIGNATURE")
			if at < 0 {
				continue
			}
			block, err := armor.Decode(strings.NewReader(c.Provenance[at:]))
			if err != nil {
				continue
			}
			var data bytes.Buffer
			if _, err := data.ReadFrom(block.Body); err != nil {
				continue
			}
			var out bytes.Buffer
			writer := must(armor.Encode(&out, "PGP SIGNATURE", nil))
			must(writer.Write(spoil(random, data.Bytes())))
			check(writer.Close())
			c.Provenance = c.Provenance[:at] + out.String() + "\n"
		}
		judged, ok := safely(func() testCase { return judge(c, ring) })
		if !ok {
			continue
		}
		judged.Keyring = keyring(judged.Name, ring)
		doc.Cases = append(doc.Cases, judged)
	}
}

func main() {
	count := flag.Int("spoiled", 0, "how many cases are spoiled at random")
	seed := flag.Int64("seed", 1, "what the spoiling begins with")
	flag.Parse()
	folder = must(os.MkdirTemp("", "provenance"))
	defer os.RemoveAll(folder)
	kinds()
	lives()
	spoiled(*count, *seed)
	// Bytes that are no text would be lost in JSON.
	for i := range doc.Cases {
		doc.Cases[i].Provenance = base64.StdEncoding.EncodeToString([]byte(doc.Cases[i].Provenance))
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	check(encoder.Encode(doc))
}
