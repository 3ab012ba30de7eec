"""Words of a need brought to what they speak of.

Problem: "nos affiches", "l'affichage" and "une afiche" are one thing, and "il nous faudrait" is nothing at all.
Method: fold (accents, capitals, ligatures), leave little words out, cut the endings of French plurals, feminines,
verbs and nouns made from verbs, never below three letters. A stem that is hardly ever met and is one slip away from
a frequent one is read as that one. A small vocabulary of the field says which words are of one subject.
Cost: O(words); the repair looks each rare stem up by its one-letter deletions.
Source: after Savoy, "A stemming procedure and stopword list for general French corpora" (1999); deletions after
Garbe's SymSpell. The vocabulary was written for the themes of the house's list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from catalyse.engines.text import fold

LITTLE_WORDS = """
a afin ai aide aider aimerait aimerions aimerons ainsi alors an annee annees ans apres arrive arriver arrivons assez
association associations au aucun aucune aujourd auquel aura aurait aussi autant autour autre autres aux avaient
avait avant avec avez avoir avons ayant beaucoup besoin besoins bien bon bonne c ca car cas ce ceci cela celle
celles celui cependant ces cet cette ceux chaque chercher cherchons chez chose choses ci comme comment coup d dans
de deja depuis derriere des deux devant devrait devrions difficile dire doit donc dont du dur durant elle elles en
encore enfin entre es essaie essaye essayer essayons est et etaient etait etant ete etes etre eu eux faire faisons
fait faites falloir fallu fassent faudra faudrait faut fois font hors hui ici il ils j jamais je jour jours jusqu l
la le lequel les leur leurs long lors lorsque lui m ma main mais mal malgre manque me meme memes mes mieux moins
mois mon mot n ne ni non nos notre nous on ont or ou ouf par parce parfois pas peine peinons pendant personne peu
peut peuvent plus plusieurs plutot pour pourquoi pourrait pourtant pouvoir pouvons pres presque probleme problemes
qu quand que quel quelle quelles quelqu quelque quelques quels question qui quoi rien s sa sait sans savent savoir
savons se semaine ses seul seule seulement si sinon soit sommes son sont sous souvent structure structures sujet sur
surtout ta tant te tel telle telles tels temps toujours tous tout toute toutes tres trois trop trouver tu un une uns
va vais venir vers veulent veut voici voila voir vont vos votre voudrait voudrions vouloir voulons vous vraiment y
"""
LITTLE = frozenset(LITTLE_WORDS.split())
ENDINGS = (
    "issements", "issement", "atrices", "atrice", "ateurs", "ateur", "ations", "ation",
    "itions", "ition", "ements", "ement", "issons", "issent", "euses", "euse", "ences", "ence", "ances", "ance",
    "aient", "erons", "eront", "erait", "iques", "ments", "ment", "ables", "able", "istes", "iste", "ives", "ive",
    "ages", "age", "ions", "ants", "ante", "ites", "eaux", "ees", "ons", "ent", "ant", "ait", "aux", "eur", "eux",
    "ier", "ere", "iez", "ion", "ite", "ifs", "ee", "er", "ez", "ir", "re", "es", "if", "al", "e", "s", "x", "i",
)  # fmt: skip
TURNED = (("qu", "c"), ("gu", "g"), ("cat", "c"))
SHORTEST = 3
WORD = re.compile(r"[^\W\d_]+")
SAID, SHOWN = 2, 5  # texts that must say a word for it to be shown, and words shown
RARE, FREQUENT = 2, 6  # a stem met twice at most may be a slip of one met six times


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without its ending: "communiquer" and "communications" agree, "commune" differs."""
    if len(word) > 4 and word.endswith("s"):
        word = word[:-1]
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            break
    for written, read in TURNED:
        if word.endswith(written) and len(word) > SHORTEST + 1:
            word = word[: -len(written)] + read
    return word[:-1] if len(word) > SHORTEST and word[-1] == word[-2] else word


def stems(text: str) -> tuple[str, ...]:
    """What a text speaks of, each stem once, in the order of the alphabet."""
    return tuple(sorted({one for part in text.split() for one in _of(part)}))


@lru_cache(maxsize=50_000)
def _of(part: str) -> tuple[str, ...]:
    """The stems of what stands between two spaces."""
    return tuple(stem(word) for word in fold(part).split() if word not in LITTLE and _speaks(word))


def _speaks(word: str) -> bool:
    return len(word) >= SHORTEST and not word.isdigit()


def repaired(told: Sequence[Sequence[str]]) -> tuple[list[tuple[str, ...]], Counter[str]]:
    """The stems of many needs, slips put right, and in how many needs each stands."""
    met = Counter(word for words in told for word in words)
    sure: dict[str, str] = {}
    for word in sorted((word for word, n in met.items() if n >= FREQUENT), key=lambda word: (-met[word], word)):
        for key in _keys(word):
            sure.setdefault(key, word)
    instead: dict[str, str] = {}
    for word in [word for word, n in met.items() if n <= RARE and len(word) > SHORTEST]:
        likely = {sure[key] for key in _keys(word) if key in sure}
        if near := [one for one in likely if abs(len(one) - len(word)) <= 1 and one[0] == word[0]]:
            instead[word] = min(near, key=lambda one: (-met[one], one))
    put_right = [tuple(sorted({instead.get(word, word) for word in words})) for words in told]
    return put_right, Counter(word for words in put_right for word in words)


def _keys(word: str) -> Iterable[str]:
    yield word
    if len(word) > SHORTEST:
        yield from (word[:n] + word[n + 1 :] for n in range(len(word)))


# theme, subject: the words that people use for it. The first subject of a theme is the general one.
VOCABULARY = """
COM strategy: communication communiquer connaître connu visibilité visible image message dire parler raconter
  expliquer public existe existons ignorent invisible méconnu reconnaissance promouvoir valoriser rayonner entendre
COM print: affiche affichage tract flyer dépliant plaquette brochure prospectus imprimer imprimeur impression papier
  maquette
COM press: presse journal journaliste article communiqué radio média correspondant interview gazette reportage
COM web: site internet web page google référencement ligne webmestre
COM networks: facebook instagram réseaux sociaux publication abonnés vidéo
COM contacts: contact carnet adresse fichier liste annuaire courriel mailing destinataire téléphones
COM identity: logo charte graphique couleurs visuel nom sigle identité
FIN accounts: comptabilité comptable compte bilan écriture facture expert exercice trésorier
FIN treasury: trésorerie découvert banque versement acompte payer fournisseurs salaires retard
FIN grants: subvention financeur financement cerfa dossier demande fondation justifier
FIN costs: coût prix revient charge budget dépense analytique prévisionnel
FIN funds: fonds propres réserve emprunt prêt investissement garantie
RH volunteers: bénévole bénévolat volontaire recruter fidéliser engagement relève retraité
RH hiring: embaucher embauche recrutement poste candidat candidature fiche
RH jobs: emploi contrat aidé cdi cdd pérenniser consolider salarié
RH pay: paie bulletin salaire cotisation urssaf convention collective employeur
RH skills: former formation compétence diplôme qualification parcours
RH wellbeing: tension conflit fatigue épuisement stress ambiance usure surcharge
ORG board: conseil administration bureau président gouvernance assemblée élu administrateur
ORG roles: rôle décider décision fonction organigramme délégation responsabilité qui
ORG planning: organisation organiser réunion planning horaire urgence débordé guidon priorité
ORG premises: local locaux bureaux salle loyer bail surface déménager
ORG papers: archive classer classement procédure document dossier papier
PRJ project: projet associatif valeurs sens stratégie avenir cap orientation
PRJ effects: évaluer évaluation mesurer indicateur utilité impact effet preuve
PRJ launch: lancer création nouvelle activité faisabilité étude ouvrir
PRJ handing: succession transmission fondateur départ relais retraite passation mémoire
ECO model: modèle économique ressource recette autofinancement diversifier dépendance
ECO price: tarif tarification prix cotisation participation quotient
ECO market: marché offre client vendre vente prestation entreprise commercial
ECO gifts: don donateur mécène mécénat legs parrain cagnotte collecte
PAR town: mairie élus commune agglomération collectivité maire ville convention
PAR schools: école collège lycée enseignant élève classe
PAR firms: entreprise employeur artisan zone club patron
PAR people: habitant quartier voisin participation citoyen isolés
MUT means: mutualiser partager prêter louer matériel barnum sono véhicule minibus
MUT jobs: groupement employeurs temps partagé disposition poste
MUT events: événement fête festival forum calendrier commun ensemble date
MUT union: fusion fusionner rapprochement regroupement union absorber
NUM tools: logiciel outil application ordinateur informatique données sauvegarde serveur
NUM skills: numérique informatique tablette écran souris apprendre illectronisme
NUM privacy: rgpd personnelles vie privée registre consentement sécurité mot passe
NUM payment: paiement carte encaisser billetterie chèque espèces dématérialiser
ECOL waste: déchet tri trier recycler compost poubelle jetable réemploi
ECOL energy: énergie chauffage isoler isolation électricité gaz solaire
ECOL travel: mobilité transport trajet vélo covoiturage navette déplacement
JUR statutes: statuts règlement intérieur préfecture juridique déclarer modification
JUR tax: fiscal fiscalité impôt tva rescrit lucratif exonération
"""
Subject = tuple[str, str]  # theme, name


def vocabulary(text: str = VOCABULARY) -> Mapping[Subject, tuple[str, ...]]:
    """The stems of each subject of the field, by theme and name; the general subject of a theme comes first."""
    found: dict[Subject, tuple[str, ...]] = {}
    lines: list[str] = []
    for line in text.strip().splitlines():
        lines = [*lines[:-1], f"{lines[-1]} {line.strip()}"] if line.startswith(" ") else [*lines, line]
    for line in lines:
        head, words = line.split(":")
        theme, name = head.split()
        found[theme, name] = tuple(dict.fromkeys(stem(word) for word in fold(words).split() if len(word) >= SHORTEST))
    return found


def shared(texts: Sequence[str], usual: Mapping[str, float] | None = None) -> tuple[str, ...]:
    """The words that several of these texts say, as they are written most often, the most telling first.

    `usual` tells how often a stem is said anywhere, from 0 to 1: what everybody says tells nothing.
    """
    said: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for text in texts:
        parts = [(one, part) for part in WORD.findall(text.lower()) for one in _of(part)]
        said.update({one for one, _part in parts})
        for one, part in parts:
            written.setdefault(one, Counter())[part] += 1
    telling = {one: n * (1.0 - (usual or {}).get(one, 0.0)) for one, n in said.items() if n >= SAID}
    first = sorted(telling, key=lambda one: (-telling[one], one))[:SHOWN]
    return tuple(min(written[one], key=lambda part: (-written[one][part], part)) for one in first)
