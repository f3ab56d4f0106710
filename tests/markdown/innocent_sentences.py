"""Sentences, titles and comments that name TLP, a level or a restriction and mark nothing."""

ENGLISH = """\
The vendor shared its advisory under TLP:AMBER on Friday.
Our partner marked the report TLP:RED, so it stayed with the response team.
Nothing in the TLP:CLEAR bulletin pointed to the build server.
The list of addresses was TLP:GREEN and went to the whole community.
Two of the three sources were classified as TLP:AMBER+STRICT.
Because the note was TLP:RED, nobody outside the call could read it.
TLP:GREEN was the level that the working group agreed on.
TLP:AMBER means that the recipient may tell its own clients.
A TLP:AMBER message in the wrong channel delayed the answer by a day.
We asked for permission to lower the level from TLP:AMBER to TLP:GREEN.
The parser rejected messages with tlp:amber in lower case.
The mail gateway strips the header when it reads TLP:WHITE.
The feed had 40 indicators with TLP:GREEN and 3 with TLP:AMBER.
Does the TLP:AMBER level allow a summary for customers?
Their TLP 2.0 page explains the five levels.
TLP marking
TLP levels and who may read what
How we use TLP
TLP stands for Traffic Light Protocol.
TLP: Traffic Light Protocol
- TLP: Traffic Light Protocol, by FIRST
The Traffic Light Protocol has four colours.
Traffic light protocol training was held twice.
A traffic light turned red near the data centre.
The report (TLP:AMBER) arrived on Monday.
The advisory that we received, TLP:AMBER at the time, is public today.
- The provider's notice was TLP:AMBER until May.
- Ask before forwarding anything above TLP:GREEN
1. Lower the level to TLP:CLEAR
2. Keep copies of what was received under TLP:RED
| Source | Level |
| Advisory of the vendor | TLP:AMBER |
| TLP:GREEN | the feed of the sector |
> The mail said that TLP:AMBER applied to its attachment.
> "Our notice is TLP:AMBER," the vendor wrote.
The dashboard was red, then amber, then green.
The status page stayed green for an hour.
Amber alerts were sent to the on-call engineer.
The red team found it first.
The blue-green deployment was rolled back.
It was not clear who owned the key.
clear
git reset and clear the cache
The red wire was loose.
The private key was in a public bucket.
The secret was rotated within the hour.
Internal tools were not affected.
Only the internal network could reach it.
The confidential part of the contract was not copied.
The lamp at the door (amber) did not light up.
Handling amber alerts took an hour.
Two lamps were lit (red).
The build was broken (red)
The contract (confidential) was not copied.
Distribution of the amber dye
Access was restricted to two accounts.
The restricted shell did not help.
Restricted accounts
Internal communication
Confidential data
Internal only services were unaffected
- internal
- restricted
The field is private in the class.
We do not publish addresses of customers.
Do not share passwords in chat, says the handbook.
The handbook says: do not publish keys.
The embargo ended on 3 May.
The channel is for the response team only.
Redacted logs are in the register.
Use `<secret>` in place of the value.
Set <private> to the name of the network.
![a red light](evidence/light.png)
See [TLP](https://www.first.org/tlp/) for what the colours mean.
The tag `tlp:amber` is ignored by the exporter.
The API answered {"tlp": "amber", "count": 3, "source": "feed"}.
MISP exports the tag tlp:white for public events.
Events tagged tlp:red were not synchronised.
The pipeline failed on tlp=green in the query string.
<!-- Keep this list short. -->
<!-- The numbers come from the billing team. -->
<!-- Say what happened, not who did it. -->
<!-- one row for each service -->
<!-- token: REDACTED -->
<!-- Why it matters -->
<!-- private key removed -->
<!-- prettier-ignore -->
<!-- truncate -->
<!-- markdownlint-disable MD013 -->
<!-- The green lamp is explained below. -->
<!-- TODO of the template: add a picture -->
[//]: # (A note on the numbers below.)
``` text
::: note
{% include header.html %}
"""

GERMAN = """\
Der Hersteller hat seine Meldung unter TLP:AMBER geteilt.
Die Liste war als TLP:GREEN eingestuft und ging an alle Mitglieder.
TLP:RED bedeutet, dass nur die Anwesenden davon wissen.
TLP:AMBER war mit dem Partner vereinbart.
Weil der Hinweis TLP:RED war, durfte ihn niemand weitergeben.
Die Einstufung wurde von TLP:AMBER auf TLP:CLEAR gesenkt.
In der Meldung (TLP:AMBER) fehlte die Version.
Eine Nachricht mit TLP:AMBER landete im falschen Kanal.
Was TLP:AMBER erlaubt, steht im Handbuch.
Die Ampel an der Kreuzung war rot.
Die Anzeige sprang von gr\u00fcn auf rot.
TLP steht f\u00fcr Traffic Light Protocol.
Die Stufen von TLP kennt inzwischen jedes Team.
- Nur Hinweise bis TLP:GREEN weiterleiten
Der vertrauliche Teil des Vertrags war nicht betroffen.
Interne Dienste waren nicht betroffen.
Das Geheimnis wurde sofort ersetzt.
Der private Schl\u00fcssel lag in einem \u00f6ffentlichen Speicher.
Interne Kommunikation
Der Zugriff war auf zwei Konten beschr\u00e4nkt.
<!-- Die Zahlen stammen vom Team Abrechnung. -->
<!-- Hier keine Namen nennen. -->
Die rote Lampe am Ger\u00e4t blinkte.
Unser Team hat den Bericht als TLP:GREEN weitergegeben.
"""

JAPANESE = """\
\u4ee5\u4e0b\u306eTLP:AMBER\u306e\u5831\u544a\u306f\u9045\u308c\u305f\u3002
\u30d9\u30f3\u30c0\u30fc\u306fTLP:AMBER\u3067\u60c5\u5831\u3092\u5171\u6709\u3057\u305f\u3002
\u305d\u306e\u5831\u544a\u66f8\u306fTLP:GREEN\u306b\u5206\u985e\u3055\u308c\u3066\u3044\u305f\u3002
TLP:RED\u306e\u60c5\u5831\u306f\u53c2\u52a0\u8005\u3060\u3051\u304c\u8aad\u3081\u308b\u3002
TLP:AMBER\u306f\u53d6\u5f15\u5148\u3068\u5408\u610f\u3057\u305f\u30ec\u30d9\u30eb\u3060\u3002
TLP\u3068\u306f\u4f55\u304b\u3092\u8aac\u660e\u3057\u305f\u8cc7\u6599\u304c\u3042\u308b\u3002
TLP\u306e\u6bb5\u968e\u306b\u3064\u3044\u3066
\u901a\u77e5\uff08TLP:AMBER\uff09\u306f\u6708\u66dc\u65e5\u306b\u5c4a\u3044\u305f\u3002
\u4fe1\u53f7\u306f\u8d64\u3060\u3063\u305f\u3002
\u8d64\u3044\u30e9\u30f3\u30d7\u304c\u70b9\u6ec5\u3057\u305f\u3002
\u793e\u5185\u30c4\u30fc\u30eb\u306f\u5f71\u97ff\u3092\u53d7\u3051\u306a\u304b\u3063\u305f\u3002
\u6a5f\u5bc6\u60c5\u5831\u306f\u6f0f\u3048\u3044\u3057\u3066\u3044\u306a\u3044\u3002
\u79d8\u5bc6\u9375\u304c\u516c\u958b\u3055\u308c\u3066\u3044\u305f\u3002
\u5185\u90e8\u30cd\u30c3\u30c8\u30ef\u30fc\u30af\u304b\u3089\u306e\u307f\u63a5\u7d9a\u3067\u304d\u305f\u3002
<!-- \u6570\u5b57\u306f\u8acb\u6c42\u62c5\u5f53\u304b\u3089 -->
\u30ec\u30d9\u30eb\u3092TLP:AMBER\u304b\u3089TLP:GREEN\u306b\u4e0b\u3052\u305f\u3002
"""

SENTENCES = tuple(f"{ENGLISH}{GERMAN}{JAPANESE}".splitlines())
